// Bytes as hexadecimal digits.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace engine {

// In lower case.
std::string Hex(std::string_view bytes);
std::string Hex(std::span<const unsigned char> bytes);

// In either case. Nothing if it is not pairs of digits.
std::optional<std::string> FromHex(std::string_view digits);

}  // namespace engine
