// What a request over MQTT is answered: accepted or rejected, and with which messages.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"
#include "mqtt_bridge/requests/envelope.h"
#include "mqtt_bridge/requests/router.h"

namespace mqtt_bridge {

struct Answer {
  bool accepted = false;
  std::vector<AnswerMessage> messages;
  std::string code, message;  // of a rejection, as its payload has them
};

// A request, or a family's topic that means no operation, as it was read.
struct Asked {
  Route route;
  Opened opened;  // whose input holds what the topic names too
};

Asked Read(Route route, std::string_view payload);

// Runs the operation that was asked for. Throws engine::Error for a refusal.
using Run = std::function<nlohmann::json()>;
using Now = std::function<engine::Instant()>;

// Never throws for what `run` throws: that becomes a rejection. What could not be read is
// rejected without it.
Answer AnswerTo(Asked& asked, const Run& run, const Now& now);

}  // namespace mqtt_bridge
