// A text cut at a separator.
#pragma once

#include <boost/container/small_vector.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

// One piece more than there are separators; pieces may be empty.
std::vector<std::string> Split(std::string_view text, char separator);

// The same of a text that outlives them; a dozen take no room beside.
using Pieces = boost::container::small_vector<std::string_view, 12>;
Pieces PiecesOf(std::string_view text, char separator);

}  // namespace engine
