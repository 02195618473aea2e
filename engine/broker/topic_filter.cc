#include "engine/broker/topic_filter.h"

#include "engine/text/split.h"

namespace engine {

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

}  // namespace engine
