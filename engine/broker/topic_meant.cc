#include "engine/broker/topic_meant.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "engine/text/nearest.h"
#include "engine/text/split.h"

namespace engine {

namespace {

constexpr std::size_t kMostMistakes = 2;
constexpr std::array<std::pair<std::size_t, std::string_view>, 3> kLevels{
    {{0, "$aws"}, {1, "things"}, {3, "jobs"}}};

bool IsNearly(std::string_view level, std::string_view wanted) {
  std::string lowered(level);
  std::ranges::transform(lowered, lowered.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  // Long levels are told from short ones without being compared.
  return level.size() <= wanted.size() + kMostMistakes &&
         Distance(lowered, wanted) <= kMostMistakes;
}

}  // namespace

std::string JobsTopicMeant(std::string_view topic) {
  const bool begins_wrong = topic.starts_with('/');
  if (begins_wrong) topic.remove_prefix(1);
  Pieces levels = PiecesOf(topic, '/');
  if (levels.size() < 5) return {};
  const auto is_right = [&](const auto& level) { return levels[level.first] == level.second; };
  const auto is_near = [&](const auto& level) {
    return IsNearly(levels[level.first], level.second);
  };
  if (!std::ranges::all_of(kLevels, is_near)) return {};
  if (std::ranges::all_of(kLevels, is_right) && !begins_wrong) return {};
  for (const auto& [place, name] : kLevels) levels[place] = name;
  std::string meant;
  for (const std::string_view level : levels) {
    if (!meant.empty()) meant += '/';
    meant += level;
  }
  return meant;
}

}  // namespace engine
