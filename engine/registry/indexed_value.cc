#include "engine/registry/indexed_value.h"

#include <algorithm>
#include <charconv>

namespace engine {

std::optional<double> NumberIn(std::string_view text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  // from_chars reads "inf" and "nan" too.
  if (first >= text.size() || text[first] < '0' || text[first] > '9') return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return LowerCase(c); });
  return lower;
}

}  // namespace engine
