#include "engine/uuid.h"

#include <array>
#include <cstdio>
#include <random>

namespace engine {

std::string NewUuid() {
  static std::mt19937_64 generator{std::random_device{}()};
  const auto high = (generator() & ~0xf000ULL) | 0x4000ULL;
  const auto low = (generator() & ~(0xc0ULL << 56)) | (0x80ULL << 56);
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xffff),
                static_cast<unsigned>(high & 0xffff), static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xffffffffffffULL));
  return text.data();
}

}  // namespace engine
