#include "mqtt_bridge/front/packet_reader.h"

namespace mqtt_bridge {

namespace {

constexpr std::size_t kMostBytesOfALength = 4;

}  // namespace

unsigned char PacketReader::Byte() {
  const std::string_view byte = Bytes(1);
  return byte.empty() ? '\0' : static_cast<unsigned char>(byte[0]);
}

std::uint16_t PacketReader::Short() {
  const unsigned int high = Byte();
  const unsigned int low = Byte();
  return static_cast<std::uint16_t>(high << 8 | low);
}

std::size_t PacketReader::VariableLength() {
  std::size_t length = 0;
  for (int shift = 0; shift < 28; shift += 7) {
    const std::size_t byte = Byte();
    length |= (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return length;
  }
  good_ = false;
  return 0;
}

std::string_view PacketReader::Text() {
  return Bytes(Short());
}

std::string_view PacketReader::Bytes(std::size_t count) {
  good_ = good_ && count <= text_.size();
  if (!good_) return {};
  const std::string_view bytes = text_.substr(0, count);
  text_.remove_prefix(count);
  return bytes;
}

bool IsPartOfPacket(std::string_view start, unsigned char type, std::size_t most) {
  PacketReader reader(start);
  if (start.empty()) return true;
  if (reader.Byte() != type) return false;
  const std::size_t length = reader.VariableLength();
  if (!reader.good()) return start.size() <= kMostBytesOfALength;
  return length <= most && start.size() < reader.at() + length;
}

void AppendShort(std::string& packet, std::uint16_t value) {
  packet += static_cast<char>(value >> 8);
  packet += static_cast<char>(value & 0xff);
}

void AppendLong(std::string& packet, std::uint32_t value) {
  AppendShort(packet, static_cast<std::uint16_t>(value >> 16));
  AppendShort(packet, static_cast<std::uint16_t>(value & 0xffff));
}

void AppendVariableLength(std::string& packet, std::size_t length) {
  do {
    const std::size_t more = length >> 7 == 0 ? 0 : 0x80;
    packet += static_cast<char>((length & 0x7f) | more);
    length >>= 7;
  } while (length > 0);
}

void AppendText(std::string& packet, std::string_view text) {
  AppendShort(packet, static_cast<std::uint16_t>(text.size()));
  packet += text;
}

}  // namespace mqtt_bridge
