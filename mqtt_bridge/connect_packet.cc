#include "mqtt_bridge/connect_packet.h"

namespace mqtt_bridge {

namespace {

constexpr unsigned char kConnect = 0x10;
constexpr unsigned char kMqtt5 = 5;
constexpr unsigned char kUserName = 0x80, kPassword = 0x40, kWill = 0x04, kCleanSession = 0x02;
constexpr unsigned char kSessionExpiryInterval = 0x11;

// Takes pieces off the front; once one is not there, nothing is.
class Reader {
 public:
  explicit Reader(std::string_view text) : whole_(text), text_(text) {}

  bool good() const { return good_; }

  std::size_t at() const { return whole_.size() - text_.size(); }

  unsigned char Byte() {
    const std::string_view byte = Bytes(1);
    return byte.empty() ? '\0' : static_cast<unsigned char>(byte[0]);
  }

  std::size_t VariableLength() {
    std::size_t length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      const std::size_t byte = Byte();
      length |= (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return length;
    }
    good_ = false;
    return 0;
  }

  std::string_view Text() {
    const std::size_t high = Byte();
    const std::size_t low = Byte();
    return Bytes(high << 8 | low);
  }

  std::string_view Bytes(std::size_t count) {
    good_ = good_ && count <= text_.size();
    if (!good_) return {};
    const std::string_view bytes = text_.substr(0, count);
    text_.remove_prefix(count);
    return bytes;
  }

 private:
  const std::string_view whole_;
  std::string_view text_;
  bool good_ = true;
};

// How long MQTT 5's property is, behind its identifier. 0: there is no such one in CONNECT.
std::size_t SkipProperty(Reader& properties, unsigned char identifier) {
  switch (identifier) {
    case 0x17:  // Request Problem Information
    case 0x19:  // Request Response Information
      return properties.Bytes(1).size();
    case 0x21:  // Receive Maximum
    case 0x22:  // Topic Alias Maximum
      return properties.Bytes(2).size();
    case 0x27:  // Maximum Packet Size
      return properties.Bytes(4).size();
    case 0x26:  // User Property
      properties.Text();
      [[fallthrough]];
    case 0x15:  // Authentication Method
    case 0x16:  // Authentication Data
      properties.Text();
      return 1;
    default:
      return 0;
  }
}

// Whether MQTT 5's session is to be kept after the connection.
bool HasExpiryInterval(std::string_view text) {
  Reader properties(text);
  while (properties.good() && properties.at() < text.size()) {
    const unsigned char identifier = properties.Byte();
    if (identifier == kSessionExpiryInterval) {
      return properties.Bytes(4) != std::string_view("\0\0\0\0", 4);
    }
    if (SkipProperty(properties, identifier) == 0) break;
  }
  return false;
}

void AppendText(std::string& packet, std::string_view text) {
  packet += static_cast<char>(text.size() >> 8);
  packet += static_cast<char>(text.size() & 0xff);
  packet += text;
}

}  // namespace

std::optional<std::string> ClientIdOf(std::string_view start) {
  Reader reader(start);
  if (reader.Byte() != kConnect) return std::nullopt;
  reader.VariableLength();
  reader.Text();  // "MQTT", or "MQIsdp" in 3.1
  const unsigned char version = reader.Byte();
  reader.Bytes(3);  // flags and keep-alive
  if (version == kMqtt5) reader.Bytes(reader.VariableLength());
  std::string client_id(reader.Text());
  if (!reader.good()) return std::nullopt;
  return client_id;
}

std::optional<ConnectPacket> ReadConnect(std::string_view start) {
  Reader reader(start);
  if (reader.Byte() != kConnect) return std::nullopt;
  ConnectPacket packet;
  const std::size_t length = reader.VariableLength();
  packet.body_at = reader.at();
  packet.size = packet.body_at + length;
  if (!reader.good() || packet.size > start.size()) return std::nullopt;
  reader.Text();  // "MQTT", or "MQIsdp" in 3.1
  const unsigned char version = reader.Byte();
  packet.flags_at = reader.at();
  const unsigned char flags = reader.Byte();
  reader.Bytes(2);  // keep-alive
  packet.persistent = (flags & kCleanSession) == 0;
  if (version == kMqtt5) {
    packet.persistent = HasExpiryInterval(reader.Bytes(reader.VariableLength()));
  }
  packet.client_id = reader.Text();
  if ((flags & kWill) != 0) {
    if (version == kMqtt5) reader.Bytes(reader.VariableLength());
    packet.last_will_topic = std::string(reader.Text());
    reader.Text();
  }
  packet.credentials_at = reader.at();
  if (!reader.good() || packet.credentials_at > packet.size) return std::nullopt;
  return packet;
}

std::string WithCredentials(std::string_view packet, const ConnectPacket& read,
                            std::string_view user_name, std::string_view password) {
  std::string body(packet.substr(read.body_at, read.credentials_at - read.body_at));
  char& flags = body[read.flags_at - read.body_at];
  flags = static_cast<char>(static_cast<unsigned char>(flags) | kUserName | kPassword);
  AppendText(body, user_name);
  AppendText(body, password);
  std::string changed(1, static_cast<char>(kConnect));
  std::size_t length = body.size();
  do {
    const std::size_t more = length >> 7 == 0 ? 0 : 0x80;
    changed += static_cast<char>((length & 0x7f) | more);
    length >>= 7;
  } while (length > 0);
  return changed += body;
}

}  // namespace mqtt_bridge
