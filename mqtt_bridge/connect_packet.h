// The first packet of an MQTT connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mqtt_bridge {

// The client id in a CONNECT of MQTT 3.1, 3.1.1 or 5 that `start` begins with; nothing as long
// as too little of it is there, or when it is no CONNECT.
std::optional<std::string> ClientIdOf(std::string_view start);

}  // namespace mqtt_bridge
