// What a request over MQTT is answered: accepted or rejected, and with which payload.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/instant.h"
#include "mqtt_bridge/requests/topics.h"

namespace mqtt_bridge {

struct Answer {
  bool accepted = false;
  nlohmann::json payload;
};

// Runs the operation of a route; `input` holds the thing and the job too.
using Call = std::function<nlohmann::json(const Route&, nlohmann::json input)>;
using Now = std::function<engine::Instant()>;

// Runs the request through `call`. `route` is a request or a jobs topic that maps to no
// operation. Never throws for what `call` throws: that becomes a rejection.
Answer AnswerTo(const api_spec::Spec& spec, const Route& route, std::string_view payload,
                const Call& call, const Now& now);

}  // namespace mqtt_bridge
