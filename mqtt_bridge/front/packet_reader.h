// The pieces of MQTT's packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mqtt_bridge {

// Takes pieces off the front; once one is not there, nothing is.
class PacketReader {
 public:
  explicit PacketReader(std::string_view text) : whole_(text), text_(text) {}

  bool good() const { return good_; }

  std::size_t at() const { return whole_.size() - text_.size(); }

  unsigned char Byte();
  std::uint16_t Short();
  std::size_t VariableLength();
  std::string_view Text();
  std::string_view Bytes(std::size_t count);

 private:
  const std::string_view whole_;
  std::string_view text_;
  bool good_ = true;
};

// Whether a packet of that first byte, with at most so long a body, may have begun so, of which
// more is to come.
bool IsPartOfPacket(std::string_view start, unsigned char type, std::size_t most);

void AppendShort(std::string& packet, std::uint16_t value);
void AppendLong(std::string& packet, std::uint32_t value);
void AppendVariableLength(std::string& packet, std::size_t length);
void AppendText(std::string& packet, std::string_view text);

}  // namespace mqtt_bridge
