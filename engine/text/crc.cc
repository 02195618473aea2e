#include "engine/text/crc.h"

namespace engine {

namespace {

std::uint64_t EightBytes(const unsigned char* at) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value |= std::uint64_t{at[i]} << (8 * i);
  return value;
}

}  // namespace

Crc::Crc(std::uint64_t polynomial, int bits)
    : polynomial_(polynomial), bits_(bits), all_(~std::uint64_t{0} >> (64 - bits)) {
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    std::uint64_t value = byte;
    for (int i = 0; i < 8; ++i) value = (value >> 1) ^ ((value & 1) != 0 ? polynomial_ : 0);
    tables_[0][byte] = value;
  }
  for (std::size_t before = 1; before < tables_.size(); ++before) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint64_t value = tables_[before - 1][byte];
      tables_[before][byte] = (value >> 8) ^ tables_[0][value & 0xff];
    }
  }
}

std::uint64_t Crc::Extended(std::uint64_t crc, std::string_view more) const {
  std::uint64_t state = ~crc & all_;
  const auto* at = reinterpret_cast<const unsigned char*>(more.data());
  const unsigned char* const end = at + more.size();
  for (; end - at >= 8; at += 8) {
    state ^= EightBytes(at);
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < 8; ++i) next ^= tables_[7 - i][(state >> (8 * i)) & 0xff];
    state = next;
  }
  for (; at != end; ++at) state = (state >> 8) ^ tables_[0][(state ^ *at) & 0xff];
  return ~state & all_;
}

// Of polynomials, modulo the one of this check. The highest bit is the power 0.
std::uint64_t Crc::Product(std::uint64_t a, std::uint64_t b) const {
  std::uint64_t product = 0;
  for (std::uint64_t power = std::uint64_t{1} << (bits_ - 1); power != 0; power >>= 1) {
    if ((a & power) != 0) product ^= b;
    b = (b >> 1) ^ ((b & 1) != 0 ? polynomial_ : 0);
  }
  return product;
}

// `second_size` bytes of zeros behind the first text multiply its CRC by x to the power of
// their bits.
std::uint64_t Crc::Joined(std::uint64_t first, std::uint64_t second,
                          std::uint64_t second_size) const {
  std::uint64_t power = std::uint64_t{1} << (bits_ - 1 - 8);  // of one byte
  for (std::uint64_t left = second_size; left != 0; left >>= 1) {
    if ((left & 1) != 0) first = Product(first, power);
    power = Product(power, power);
  }
  return first ^ second;
}

const Crc& Crc32() {
  static const Crc kCrc(0xedb88320, 32);
  return kCrc;
}

const Crc& Crc32c() {
  static const Crc kCrc(0x82f63b78, 32);
  return kCrc;
}

const Crc& Crc64Nvme() {
  static const Crc kCrc(0x9a6c9329ac4bc9b5, 64);
  return kCrc;
}

}  // namespace engine
