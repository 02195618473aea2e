// Ids that nothing else has.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// A random one (version 4), in lower case.
std::string NewUuid();
// The same each time for the same text (version 5).
std::string UuidOf(std::string_view text);

// 64 hexadecimal digits that nobody can guess.
std::string NewToken();

}  // namespace engine
