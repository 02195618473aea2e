#include "mqtt_bridge/requests/topics.h"

#include <algorithm>

#include "engine/broker/reserved_topics.h"
#include "engine/text/split.h"

namespace mqtt_bridge {

namespace {

constexpr std::string_view kNamespace = "namespace-";

bool IsPlaceholder(std::string_view level) {
  return level.starts_with('{');
}

// "namespace-{namespaceId}"
bool IsNamespace(std::string_view level) {
  return level.starts_with(kNamespace) && IsPlaceholder(level.substr(kNamespace.size()));
}

bool MatchesLevel(std::string_view wanted, std::string_view level) {
  if (IsNamespace(wanted)) {
    return level.starts_with(kNamespace) && level.size() > kNamespace.size();
  }
  return IsPlaceholder(wanted) || wanted == level;
}

bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& levels) {
  return std::equal(pattern.begin(), pattern.end(), levels.begin(), levels.end(), MatchesLevel);
}

}  // namespace

Topics::Topics(const std::vector<api_spec::RequestTopic>& request_topics) {
  for (const api_spec::RequestTopic& topic : request_topics) {
    const bool takes_job = std::ranges::any_of(
        topic.operation->members,
        [](const api_spec::Member& member) { return member.name == "jobId"; });
    entries_.push_back({engine::Split(topic.levels, '/'), topic.operation, takes_job});
  }
  std::ranges::stable_sort(entries_, {}, [](const Entry& entry) {
    return std::ranges::count_if(entry.levels, IsPlaceholder);
  });
}

Route Topics::Find(std::string_view topic) const {
  const std::vector<std::string> levels = engine::Split(topic, '/');
  if (levels.size() < 5 || levels[0] != "$aws" || levels[1] != "things" ||
      levels[3] != "jobs") {
    return {};
  }
  Route route{.kind = Route::Kind::kUnknown, .thing_name = levels[2]};
  const std::vector<std::string> below(levels.begin() + 4, levels.end());
  if (engine::IsOfJobsService(below)) {
    route.kind = Route::Kind::kOurs;
    return route;
  }
  if (std::ranges::any_of(levels, &std::string::empty)) return route;

  const auto entry = std::ranges::find_if(
      entries_, [&](const Entry& candidate) { return Matches(candidate.levels, below); });
  if (entry == entries_.end()) return route;
  route.kind = Route::Kind::kRequest;
  route.operation = entry->operation;
  if (entry->takes_job) route.job_id = below.front();
  for (std::size_t i = 0; i < below.size(); ++i) {
    if (IsNamespace(entry->levels[i])) route.namespace_id = below[i].substr(kNamespace.size());
  }
  return route;
}

}  // namespace mqtt_bridge
