// What is to be asked before a device becomes a thing.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "server/calls/operation.h"

namespace server {

struct HookQuestion {
  std::string function_arn;
  nlohmann::json payload;
};

// For an input of RegisterThing over MQTT; `claim` is the certificate that the client has
// shown. Nothing where the template has no hook. Throws engine::Error for what is going to be
// refused.
std::optional<HookQuestion> HookQuestionOf(Context& c, const nlohmann::json& in,
                                           const std::string& client_id,
                                           const std::string& claim);

}  // namespace server
