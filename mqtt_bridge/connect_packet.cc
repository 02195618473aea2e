#include "mqtt_bridge/connect_packet.h"

#include <cstddef>

namespace mqtt_bridge {

namespace {

constexpr unsigned char kConnect = 0x10;
constexpr unsigned char kMqtt5 = 5;

// Takes pieces off the front; once one is not there, nothing is.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool good() const { return good_; }

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
  std::string_view text_;
  bool good_ = true;
};

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

}  // namespace mqtt_bridge
