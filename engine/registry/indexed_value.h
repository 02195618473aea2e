// How fleet indexing reads the values that it indexes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// AWS: a value that is a JSON number is indexed as a number.
std::optional<double> NumberIn(std::string_view text);

// Search is case insensitive. Ours: beyond ASCII it is not.
constexpr char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string LowerCase(std::string_view text);

// A byte in lower case, from 0 to 255.
constexpr int SymbolFor(char c) {
  return static_cast<unsigned char>(LowerCase(c));
}

}  // namespace engine
