// Text cut to a length.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace engine {

// The first bytes of the text, `most` at most, where no character of UTF-8 is cut in two.
std::string Shortened(std::string_view text, std::size_t most);

}  // namespace engine
