#include <nlohmann/json.hpp>

#include "server/tools/tools.h"

namespace tools {

// From now on, where nobody says from when.
Answer FollowJournal(Tools& tools, const nlohmann::json& input) {
  server::EntryFilter filter = server::FilterIn(input);
  if (!input.contains("since")) filter.since = tools.journal.count();
  if (input.contains("lastEventId")) {
    filter.since = input["lastEventId"].get<std::uint64_t>() + 1;
  }
  return {
      .follow = [&tools, filter](bool as_text) { return tools.live.Follow(filter, as_text); }};
}

}  // namespace tools
