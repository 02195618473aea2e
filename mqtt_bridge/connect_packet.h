// MQTT's first packet: who a device says it is, and what it wants of its connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mqtt_bridge {

// AWS: a packet has at most 128 KB.
inline constexpr std::size_t kMostOfAConnect = std::size_t{128} << 10;

// Nothing when the client id is not there yet, or the bytes are something else.
std::optional<std::string> ClientIdOf(std::string_view start);

struct ConnectPacket {
  std::string client_id;
  bool persistent = false;  // its session is to outlive the connection
  std::optional<std::string> last_will_topic;

  std::size_t size = 0;     // in bytes
  std::size_t body_at = 0;  // behind the remaining length
  std::size_t flags_at = 0;
  std::size_t credentials_at = 0;  // user name and password, the packet's last parts
};

// From the first bytes of a connection; nothing until they are enough, or if they are something
// else.
std::optional<ConnectPacket> ReadConnect(std::string_view start);

// The packet with these in the place of the device's own. Each has at most 65,535 bytes.
std::string WithCredentials(std::string_view packet, const ConnectPacket& read,
                            std::string_view user_name, std::string_view password);

}  // namespace mqtt_bridge
