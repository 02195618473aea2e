#include "mqtt_bridge/front/connack_packet.h"

#include <mqtt_protocol.h>

#include <limits>

#include "mqtt_bridge/front/packet_reader.h"

namespace mqtt_bridge {

namespace {

constexpr unsigned char kConnack = 0x20;
constexpr unsigned char kLeastError = 0x80;

std::string Written(const ConnackProperties& properties) {
  std::string text;
  if (properties.session_expiry) {
    text += char{MQTT_PROP_SESSION_EXPIRY_INTERVAL};
    AppendLong(text, *properties.session_expiry);
  }
  if (properties.server_keep_alive) {
    text += char{MQTT_PROP_SERVER_KEEP_ALIVE};
    AppendShort(text, *properties.server_keep_alive);
  }
  if (properties.maximum_qos) {
    text += char{MQTT_PROP_MAXIMUM_QOS};
    text += static_cast<char>(*properties.maximum_qos);
  }
  return text;
}

}  // namespace

std::string RefusingConnack(std::uint8_t return_code) {
  return {static_cast<char>(kConnack), 2, 0, static_cast<char>(return_code)};
}

std::string RefusingConnackOfMqtt5(std::uint8_t reason_code) {
  return {static_cast<char>(kConnack), 3, 0, static_cast<char>(reason_code), 0};
}

bool IsPartOfConnack(std::string_view start) {
  return IsPartOfPacket(start, kConnack, std::numeric_limits<std::size_t>::max());
}

std::string WithProperties(std::string_view bytes, const ConnackProperties& properties) {
  PacketReader reader(bytes);
  const unsigned char type = reader.Byte();
  const std::size_t length = reader.VariableLength();
  const std::size_t end = reader.at() + length;
  const std::string_view flags = reader.Bytes(1);
  const unsigned char reason = reader.Byte();
  const std::string_view known = reader.Bytes(reader.VariableLength());
  if (!reader.good() || reader.at() != end || type != kConnack || reason >= kLeastError) {
    return std::string(bytes);
  }
  const std::string added = Written(properties);
  std::string body(flags);
  body += static_cast<char>(reason);
  AppendVariableLength(body, known.size() + added.size());
  body.append(known).append(added);
  std::string changed(1, static_cast<char>(kConnack));
  AppendVariableLength(changed, body.size());
  return changed.append(body).append(bytes.substr(end));
}

}  // namespace mqtt_bridge
