// MQTT's first packet: who a device says it is, and what it wants of its connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqtt_bridge {

struct ConnectPacket {
  // 3, 4 or 5; 0 for a version that is not known, of which no more is read than the size.
  int level = 0;
  bool is_mqtt5 = false;
  std::string client_id;
  bool persistent = false;           // its session is to outlive the connection
  std::uint16_t keep_alive = 0;      // in seconds
  std::uint32_t session_expiry = 0;  // in seconds; MQTT 5
  std::optional<std::string> last_will_topic;
  int last_will_qos = 0;
  bool retains_last_will = false;

  std::size_t size = 0;     // in bytes
  std::size_t body_at = 0;  // behind the remaining length
  std::size_t flags_at = 0;
  std::size_t keep_alive_at = 0;
  std::size_t credentials_at = 0;  // user name and password, the packet's last parts
};

// Whether a CONNECT of acceptable length may have begun so, of which more is to come.
bool IsPartOfConnect(std::string_view start);

// From the first bytes of a connection; nothing until they are enough, or if they are something
// else, or more than AWS takes.
std::optional<ConnectPacket> ReadConnect(std::string_view start);

// Both change `bytes`, which begin with the packet, and `read` with it. User name and password,
// of 65,535 bytes at most each, take the place of the device's own.
void SetKeepAlive(std::string& bytes, ConnectPacket& read, std::uint16_t seconds);
void SetCredentials(std::string& bytes, ConnectPacket& read, std::string_view user_name,
                    std::string_view password);

}  // namespace mqtt_bridge
