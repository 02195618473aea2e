#include "engine/access/ip_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace engine {

namespace {

using Bytes = std::vector<unsigned char>;

std::optional<Bytes> Address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return Bytes(bytes.begin(), bytes.begin() + 4);
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    return Bytes(bytes.begin(), bytes.end());
  }
  return std::nullopt;
}

struct Range {
  Bytes address;
  std::size_t bits;
};

std::optional<Range> ParseRange(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = Address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Range range{*address, address->size() * 8};
  if (slash == text.size()) return range;
  const std::size_t widest = range.bits;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + slash + 1, end, range.bits);
  if (error != std::errc() || stopped != end || range.bits > widest) return std::nullopt;
  return range;
}

}  // namespace

bool IsIpRange(const std::string& text) {
  return ParseRange(text).has_value();
}

bool IsInRange(const std::string& address, const std::string& range) {
  const auto inside = Address(address);
  const auto bounds = ParseRange(range);
  if (!inside || !bounds || inside->size() != bounds->address.size()) return false;
  for (std::size_t bit = 0; bit < bounds->bits; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((((*inside)[bit / 8] ^ bounds->address[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace engine
