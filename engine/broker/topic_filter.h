// Filters of topics, as clients subscribe by them.
#pragma once

#include <string_view>

namespace engine {

// Whether there can be such a filter: "#" stands last, wildcards fill their level.
bool IsTopicFilter(std::string_view filter);

// "#" stands for one level at least.
bool MatchesFilter(std::string_view filter, std::string_view topic);

}  // namespace engine
