#include "mqtt_bridge/requests/router.h"

#include <algorithm>

namespace mqtt_bridge {

using engine::Pieces;
using engine::PiecesOf;

namespace {

constexpr std::string_view kAll = "/#";

bool IsAnswer(std::string_view topic) {
  return topic.ends_with("/accepted") || topic.ends_with("/rejected");
}

// "$aws/things/{thingName}/jobs/#" -> "$aws/things/+/jobs/#"
std::string FilterOf(const std::string& address) {
  std::string filter;
  for (const std::string_view level : PiecesOf(address, '/')) {
    if (!filter.empty()) filter += '/';
    filter += level.find('{') == level.npos ? level : "+";
  }
  return filter;
}

}  // namespace

std::string_view Route::Value(std::string_view parameter) const {
  const auto found =
      std::ranges::find_if(values, [&](const auto& value) { return value.first == parameter; });
  return found == values.end() ? std::string_view() : found->second;
}

Router::Pattern Router::PatternOf(const std::string& address,
                                  const api_spec::MqttFamily& family,
                                  const api_spec::RequestTopic* topic) {
  static const api_spec::TopicParameter kAny;
  Pattern pattern{.family = &family, .topic = topic};
  for (const std::string_view level : PiecesOf(address, '/')) {
    const auto open = level.find('{');
    Level& read = pattern.levels.emplace_back(Level{std::string(level.substr(0, open))});
    if (open == level.npos) continue;
    read.parameter = &kAny;
    if (topic == nullptr) continue;
    const auto found =
        std::ranges::find(topic->parameters, level.substr(open + 1, level.size() - open - 2),
                          &api_spec::TopicParameter::name);
    if (found != topic->parameters.end()) read.parameter = &*found;
  }
  return pattern;
}

Router::Router(const api_spec::Spec& spec) {
  const auto add = [&](Pattern pattern) {
    const std::size_t size = pattern.levels.size();
    if (by_size_.size() <= size) by_size_.resize(size + 1);
    by_size_[size].push_back(std::move(pattern));
  };
  const auto listen = [&](const std::string& address) {
    std::string filter = FilterOf(address);
    if (std::ranges::find(filters_, filter) == filters_.end()) {
      filters_.push_back(std::move(filter));
    }
  };
  for (const auto& family : spec.families()) {
    for (const std::string& address : family->sent) {
      if (!IsAnswer(address)) add(PatternOf(address, *family, nullptr));
    }
    if (family->topics.empty()) continue;
    listen(family->topics);
    families_.push_back(PatternOf(family->topics.substr(0, family->topics.size() - kAll.size()),
                                  *family, nullptr));
  }
  for (const api_spec::RequestTopic& topic : spec.request_topics()) {
    add(PatternOf(topic.address, *topic.family, &topic));
    if (topic.family->topics.empty()) listen(topic.address);
  }
  for (std::vector<Pattern>& patterns : by_size_) {
    std::ranges::stable_sort(patterns, {}, [](const Pattern& pattern) {
      return std::ranges::count_if(pattern.levels,
                                   [](const Level& level) { return level.literal.empty(); });
    });
  }
}

bool Router::MatchesLevel(const Level& wanted, std::string_view level, bool may_be_empty) {
  if (wanted.parameter == nullptr) return level == wanted.literal;
  if (!level.starts_with(wanted.literal)) return false;
  level.remove_prefix(wanted.literal.size());
  const std::vector<std::string>& values = wanted.parameter->values;
  if (!values.empty()) return std::ranges::find(values, level) != values.end();
  return may_be_empty || !level.empty();
}

bool Router::Matches(const Pattern& pattern, const Pieces& levels, bool may_be_empty) {
  for (std::size_t i = 0; i < pattern.levels.size(); ++i) {
    if (!MatchesLevel(pattern.levels[i], levels[i], may_be_empty)) return false;
  }
  return true;
}

Route Router::RequestOf(const Pattern& pattern, const Pieces& levels) {
  Route route{.kind = Route::Kind::kRequest, .family = pattern.family, .topic = pattern.topic};
  route.values.reserve(pattern.topic->parameters.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Level& level = pattern.levels[i];
    if (level.parameter == nullptr) continue;
    route.values.emplace_back(level.parameter->name, levels[i].substr(level.literal.size()));
  }
  return route;
}

Route Router::Find(std::string_view topic) const {
  if (IsAnswer(topic)) return {};
  const Pieces levels = PiecesOf(topic, '/');
  if (levels.size() < by_size_.size()) {
    for (const Pattern& pattern : by_size_[levels.size()]) {
      if (!Matches(pattern, levels, pattern.family->topics.empty())) continue;
      if (pattern.topic == nullptr) return {};
      Route route = RequestOf(pattern, levels);
      route.whole = topic;
      return route;
    }
  }
  for (const Pattern& pattern : families_) {
    if (levels.size() > pattern.levels.size() && Matches(pattern, levels, true)) {
      return {.kind = Route::Kind::kUnknown, .whole = topic, .family = pattern.family};
    }
  }
  return {};
}

std::vector<std::string> Router::Filters() const {
  return filters_;
}

}  // namespace mqtt_bridge
