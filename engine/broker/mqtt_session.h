// What a client has with the broker, connected or not.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/broker/presence.h"
#include "engine/instant.h"

namespace engine {

struct MqttSession {
  Presence client;
  std::optional<Instant> left;                              // nothing: it is connected
  std::map<std::string, int, std::less<>> subscriptions{};  // the QoS by the filter
};

}  // namespace engine
