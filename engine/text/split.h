// A text cut at a separator.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engine {

// One piece more than there are separators; pieces may be empty.
std::vector<std::string> Split(std::string_view text, char separator);

}  // namespace engine
