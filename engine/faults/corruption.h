// How content is spoilt.
#pragma once

#include <cstdint>
#include <string>

namespace engine {

// Which of so many bytes is inverted: the one in the middle. JSON is no JSON any more, and a
// file has another checksum and the same length.
constexpr std::uint64_t SpoiltByte(std::uint64_t length) {
  return length / 2;
}

constexpr char Spoilt(char byte) {
  return static_cast<char>(static_cast<unsigned char>(byte) ^ 0xffU);
}

inline std::string Spoilt(std::string text) {
  if (!text.empty()) text[SpoiltByte(text.size())] = Spoilt(text[SpoiltByte(text.size())]);
  return text;
}

}  // namespace engine
