// Bytes as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// With padding, on one line.
std::string Base64(std::string_view bytes);
// Nothing for what Base64 would not have written.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace engine
