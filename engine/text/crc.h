// Cyclic redundancy checks: CRC-32, CRC-32C and CRC-64/NVME, which differ in their polynomial.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace engine {

class Crc {
 public:
  // `polynomial` has its lowest bit first, as hardware that shifts to the right has it.
  Crc(std::uint64_t polynomial, int bits);

  // Of a text, and `more` behind it, by the CRC of the text; that of nothing is 0.
  std::uint64_t Extended(std::uint64_t crc, std::string_view more) const;
  // Of two texts one behind the other, by the CRC of each and the size of the second.
  std::uint64_t Joined(std::uint64_t first, std::uint64_t second,
                       std::uint64_t second_size) const;

  int bits() const { return bits_; }

 private:
  std::uint64_t Product(std::uint64_t a, std::uint64_t b) const;

  const std::uint64_t polynomial_;
  const int bits_;
  const std::uint64_t all_;  // bits set
  // What a byte adds that comes so many bytes before the end.
  std::array<std::array<std::uint64_t, 256>, 8> tables_{};
};

const Crc& Crc32();
const Crc& Crc32c();
const Crc& Crc64Nvme();

}  // namespace engine
