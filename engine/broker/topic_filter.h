// Filters of topics, as clients subscribe by them.
#pragma once

#include <string_view>

namespace engine {

// Whether there can be such a filter: "#" stands last, wildcards fill their level.
bool IsTopicFilter(std::string_view filter);

// "#" stands for one level at least.
bool MatchesFilter(std::string_view filter, std::string_view topic);
// Likewise; but as with subscriptions, no wildcard takes in the "$" that a topic begins with.
bool MatchesTopic(std::string_view filter, std::string_view topic);
// Whether there is a topic that both take in.
bool Overlap(std::string_view one, std::string_view other);

}  // namespace engine
