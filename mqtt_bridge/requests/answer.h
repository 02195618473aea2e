// What a request over MQTT is answered: accepted or rejected, and with which payload.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "engine/instant.h"
#include "mqtt_bridge/requests/router.h"

namespace mqtt_bridge {

struct Answer {
  bool accepted = false;
  std::string payload;
  std::string code, message;  // of a rejection, as its payload has them
};

// Runs the operation of a request; `input` holds what the topic names too. Throws engine::Error
// for a refusal.
using Run = std::function<nlohmann::json(const Route&, nlohmann::json input)>;
using Now = std::function<engine::Instant()>;

// `route` is a request, or a family's topic that means no operation. Never throws for what
// `run` throws: that becomes a rejection.
Answer AnswerTo(const Route& route, std::string_view payload, const Run& run, const Now& now);

}  // namespace mqtt_bridge
