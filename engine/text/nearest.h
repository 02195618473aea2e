// What somebody probably meant who wrote something else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

// How many letters have to be put in, left out or exchanged (Levenshtein's).
std::size_t Distance(std::string_view one, std::string_view other);

// Of the names the one that is nearest to the word; empty when none is near.
std::string Nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace engine
