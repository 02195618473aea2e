// MQTT's topic filters.
#pragma once

#include <string_view>

namespace engine {

// Whether "+" stands alone in its level, and "#" in the last.
bool IsTopicFilter(std::string_view filter);
// Whether "a/+/#" takes in the topic. As with subscriptions, no wildcard takes in the "$" that
// a topic begins with.
bool MatchesTopic(std::string_view filter, std::string_view topic);
// Whether there is a topic that both take in.
bool Overlap(std::string_view one, std::string_view other);

}  // namespace engine
