#include "mqtt_bridge/connack_packet.h"

#include "mqtt_bridge/packet_reader.h"

namespace mqtt_bridge {

namespace {

constexpr unsigned char kConnack = 0x20;
constexpr unsigned char kLeastError = 0x80;
constexpr char kSessionExpiryInterval = 0x11;
constexpr char kServerKeepAlive = 0x13;
constexpr char kMaximumQos = 0x24;

std::string Written(const ConnackProperties& properties) {
  std::string text;
  if (properties.session_expiry) {
    text += kSessionExpiryInterval;
    AppendLong(text, *properties.session_expiry);
  }
  if (properties.server_keep_alive) {
    text += kServerKeepAlive;
    AppendShort(text, *properties.server_keep_alive);
  }
  if (properties.maximum_qos) {
    text += kMaximumQos;
    text += static_cast<char>(*properties.maximum_qos);
  }
  return text;
}

}  // namespace

bool IsPartOfConnack(std::string_view start) {
  PacketReader reader(start);
  if (start.empty()) return true;
  if (reader.Byte() != kConnack) return false;
  const std::size_t length = reader.VariableLength();
  if (!reader.good()) return start.size() < 5;  // of the length, which has four bytes at most
  return start.size() < reader.at() + length;
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
