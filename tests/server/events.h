// What is published on $aws/events/ topics.
#pragma once

#include <string>
#include <vector>

#include "tests/server/world.h"

namespace server {

inline void SwitchOn(World& world, const std::vector<std::string>& types) {
  nlohmann::json configurations;
  for (const std::string& type : types) configurations[type] = {{"Enabled", true}};
  world.Call("UpdateEventConfigurations", {{"eventConfigurations", configurations}});
}

// The events since the last call, less their common beginning: "job/j/completed".
inline std::vector<std::string> EventTopics(World& world) {
  constexpr std::string_view kPrefix = "$aws/events/";
  std::vector<std::string> topics;
  for (const engine::Notice& notice : world.sent) {
    if (notice.topic.starts_with(kPrefix))
      topics.push_back(notice.topic.substr(kPrefix.size()));
  }
  world.sent.clear();
  return topics;
}

// The payload of the only event on the topic, less its eventId, which must be a UUID; the
// registry's is one without dashes.
inline nlohmann::json Event(World& world, const std::string& topic) {
  nlohmann::json found;
  for (const engine::Notice& notice : world.sent) {
    if (notice.topic != "$aws/events/" + topic) continue;
    if (!found.is_null()) return "several events on " + topic;
    found = notice.payload;
  }
  if (found.is_null()) return "no event on " + topic;
  const std::string id = found.value("eventId", "");
  const bool has_dashes = topic.starts_with("job");
  if (id.size() != (has_dashes ? 36 : 32) || (id.find('-') != id.npos) != has_dashes) {
    return "no UUID: " + found.dump();
  }
  found.erase("eventId");
  return found;
}

}  // namespace server
