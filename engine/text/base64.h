// Bytes as text.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// With padding, on one line.
std::string Base64(std::string_view bytes);

}  // namespace engine
