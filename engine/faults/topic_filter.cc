#include "engine/faults/topic_filter.h"

#include <cstddef>

#include "engine/text/split.h"

namespace engine {

namespace {

bool IsWild(std::string_view level) {
  return level == "+" || level == "#";
}

}  // namespace

bool IsTopicFilter(std::string_view filter) {
  if (filter.empty()) return false;
  const Pieces levels = PiecesOf(filter, '/');
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::string_view level = levels[i];
    if (level == "#" && i + 1 != levels.size()) return false;
    if (level.find_first_of("+#") != std::string_view::npos && !IsWild(level)) return false;
  }
  return true;
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
