// MQTT's second packet: what the broker has made of a CONNECT.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqtt_bridge {

// What MQTT 5 has it say where the broker does otherwise than the client has asked.
struct ConnackProperties {
  std::optional<std::uint16_t> server_keep_alive;  // in seconds
  std::optional<std::uint32_t> session_expiry;     // in seconds
  std::optional<std::uint8_t> maximum_qos;

  bool empty() const { return !server_keep_alive && !session_expiry && !maximum_qos; }
};

// A CONNACK that refuses: by a return code, or by a reason code of MQTT 5.
std::string RefusingConnack(std::uint8_t return_code);
std::string RefusingConnackOfMqtt5(std::uint8_t reason_code);

// Whether a CONNACK may have begun so, of which more is to come.
bool IsPartOfConnack(std::string_view start);

// The bytes, with the properties in the CONNACK that they begin with. If they begin with none,
// or with one that refuses, nothing is added.
std::string WithProperties(std::string_view bytes, const ConnackProperties& properties);

}  // namespace mqtt_bridge
