#include "engine/broker/topic_filter.h"

#include <cstddef>

#include "engine/text/split.h"

namespace engine {

namespace {

bool IsWild(std::string_view level) {
  return level == "+" || level == "#";
}

}  // namespace

bool IsTopicFilter(std::string_view filter) {
  if (filter.empty() || filter.find('\0') != filter.npos) return false;
  const Pieces levels = PiecesOf(filter, '/');
  for (const std::string_view& level : levels) {
    if (level.size() > 1 && level.find_first_of("+#") != level.npos) return false;
    if (level == "#" && &level != &levels.back()) return false;
  }
  return true;
}

bool MatchesFilter(std::string_view filter, std::string_view topic) {
  for (;;) {
    const std::size_t of_filter = filter.find('/');
    const std::size_t of_topic = topic.find('/');
    const std::string_view level = filter.substr(0, of_filter);
    if (level == "#") return true;
    if (level != "+" && level != topic.substr(0, of_topic)) return false;
    if (of_filter == filter.npos || of_topic == topic.npos) return of_filter == of_topic;
    filter.remove_prefix(of_filter + 1);
    topic.remove_prefix(of_topic + 1);
  }
}

bool MatchesTopic(std::string_view filter, std::string_view topic) {
  return !topic.empty() && Overlap(filter, topic);
}

bool Overlap(std::string_view one, std::string_view other) {
  const Pieces first = PiecesOf(one, '/');
  const Pieces second = PiecesOf(other, '/');
  const bool hidden = (IsWild(first.front()) && second.front().starts_with('$')) ||
                      (IsWild(second.front()) && first.front().starts_with('$'));
  if (hidden) return false;
  for (std::size_t i = 0;; ++i) {
    const bool first_ends = i == first.size();
    const bool second_ends = i == second.size();
    if (first_ends && second_ends) return true;
    // AWS: "x/#" does not take in "x".
    if (first_ends || second_ends) return false;
    if (first[i] == "#" || second[i] == "#") return true;
    if (first[i] != second[i] && !IsWild(first[i]) && !IsWild(second[i])) return false;
  }
}

}  // namespace engine
