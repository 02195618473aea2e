#include "mqtt_bridge/front/connect_packet.h"

#include <mqtt_protocol.h>

#include "mqtt_bridge/front/packet_reader.h"

namespace mqtt_bridge {

namespace {

// AWS: a packet has at most 128 KB, and a bit for its header.
constexpr std::size_t kMostOfAConnect = std::size_t{146} << 10;

constexpr unsigned char kConnect = 0x10;
constexpr unsigned char kMqtt31 = 3, kMqtt311 = 4, kMqtt5 = 5, kOfABridge = 0x80;
constexpr unsigned char kUserName = 0x80, kPassword = 0x40, kWill = 0x04, kCleanSession = 0x02;
constexpr unsigned char kRetainsWill = 0x20;

// How long MQTT 5's property is, behind its identifier. 0: there is no such one in CONNECT.
std::size_t SkipProperty(PacketReader& properties, unsigned char identifier) {
  switch (identifier) {
    case MQTT_PROP_REQUEST_PROBLEM_INFORMATION:
    case MQTT_PROP_REQUEST_RESPONSE_INFORMATION:
      return properties.Bytes(1).size();
    case MQTT_PROP_RECEIVE_MAXIMUM:
    case MQTT_PROP_TOPIC_ALIAS_MAXIMUM:
      return properties.Bytes(2).size();
    case MQTT_PROP_MAXIMUM_PACKET_SIZE:
      return properties.Bytes(4).size();
    case MQTT_PROP_USER_PROPERTY:
      properties.Text();
      [[fallthrough]];
    case MQTT_PROP_AUTHENTICATION_METHOD:
    case MQTT_PROP_AUTHENTICATION_DATA:
      properties.Text();
      return 1;
    default:
      return 0;
  }
}

std::uint32_t SessionExpiry(std::string_view text) {
  PacketReader properties(text);
  while (properties.good() && properties.at() < text.size()) {
    const unsigned char identifier = properties.Byte();
    if (identifier == MQTT_PROP_SESSION_EXPIRY_INTERVAL) {
      const std::uint32_t high = properties.Short();
      return high << 16 | properties.Short();
    }
    if (SkipProperty(properties, identifier) == 0) break;
  }
  return 0;
}

// Less the bit by which Mosquitto says that it is a bridge: AWS's own guide has it connect so.
// Of an unknown one 0.
int KnownLevel(unsigned char level) {
  if (level == kMqtt5) return kMqtt5;
  const int plain = level & ~kOfABridge;
  return plain == kMqtt31 || plain == kMqtt311 ? plain : 0;
}

}  // namespace

bool IsPartOfConnect(std::string_view start) {
  return IsPartOfPacket(start, kConnect, kMostOfAConnect);
}

std::optional<ConnectPacket> ReadConnect(std::string_view start) {
  PacketReader reader(start);
  if (reader.Byte() != kConnect) return std::nullopt;
  ConnectPacket packet;
  const std::size_t length = reader.VariableLength();
  packet.body_at = reader.at();
  packet.size = packet.body_at + length;
  if (!reader.good() || length > kMostOfAConnect || packet.size > start.size()) {
    return std::nullopt;
  }
  reader.Text();  // "MQTT", or "MQIsdp" in 3.1
  packet.level = KnownLevel(reader.Byte());
  if (!reader.good()) return std::nullopt;
  if (packet.level == 0) return packet;
  packet.is_mqtt5 = packet.level == kMqtt5;
  packet.flags_at = reader.at();
  const unsigned char flags = reader.Byte();
  packet.keep_alive_at = reader.at();
  packet.keep_alive = reader.Short();
  packet.persistent = (flags & kCleanSession) == 0;
  if (packet.is_mqtt5) {
    packet.session_expiry = SessionExpiry(reader.Bytes(reader.VariableLength()));
    packet.persistent = packet.session_expiry > 0;
  }
  packet.client_id = reader.Text();
  if ((flags & kWill) != 0) {
    if (packet.is_mqtt5) reader.Bytes(reader.VariableLength());
    packet.last_will_topic = std::string(reader.Text());
    packet.last_will_qos = flags >> 3 & 3;
    packet.retains_last_will = (flags & kRetainsWill) != 0;
    reader.Text();
  }
  packet.credentials_at = reader.at();
  if (!reader.good() || packet.credentials_at > packet.size) return std::nullopt;
  return packet;
}

void SetKeepAlive(std::string& bytes, ConnectPacket& read, std::uint16_t seconds) {
  std::string value;
  AppendShort(value, seconds);
  bytes.replace(read.keep_alive_at, value.size(), value);
  read.keep_alive = seconds;
}

void SetCredentials(std::string& bytes, ConnectPacket& read, std::string_view user_name,
                    std::string_view password) {
  char& flags = bytes[read.flags_at];
  flags = static_cast<char>(static_cast<unsigned char>(flags) | kUserName | kPassword);
  std::string body = bytes.substr(read.body_at, read.credentials_at - read.body_at);
  AppendText(body, user_name);
  AppendText(body, password);
  std::string changed(1, static_cast<char>(kConnect));
  AppendVariableLength(changed, body.size());
  changed += body;
  bytes.replace(0, read.size, changed);
  read = *ReadConnect(bytes);
}

}  // namespace mqtt_bridge
