// From an MQTT topic to the operation that it means, by the description's table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/text/split.h"

namespace mqtt_bridge {

struct Route {
  enum class Kind {
    kNone,     // not for the emulator to answer
    kUnknown,  // a family's topic that means no operation
    kRequest,
  };

  Kind kind = Kind::kNone;
  std::string_view whole{};                       // the topic, for as long as that lives
  const api_spec::MqttFamily* family = nullptr;   // unless kNone
  const api_spec::RequestTopic* topic = nullptr;  // of a request
  // What stands in the place of each parameter; in the order of the topic.
  std::vector<std::pair<std::string_view, std::string>> values;

  // Empty where the topic has no such parameter.
  std::string_view Value(std::string_view parameter) const;
};

class Router {
 public:
  explicit Router(const api_spec::Spec& spec);

  // Routes by the number of levels, since a job may be named "get" or "start-next".
  Route Find(std::string_view topic) const;

  // Under which all that is for the emulator is found.
  std::vector<std::string> Filters() const;

 private:
  // "get", "{jobId}", "namespace-{namespaceId}".
  struct Level {
    std::string literal;
    const api_spec::TopicParameter* parameter = nullptr;
  };

  struct Pattern {
    std::vector<Level> levels;
    const api_spec::MqttFamily* family;
    const api_spec::RequestTopic* topic;  // nullptr: what the emulator publishes itself
  };

  static Pattern PatternOf(const std::string& address, const api_spec::MqttFamily& family,
                           const api_spec::RequestTopic* topic);
  static bool MatchesLevel(const Level& wanted, std::string_view level, bool may_be_empty);
  static bool Matches(const Pattern& pattern, const engine::Pieces& levels, bool may_be_empty);
  static Route RequestOf(const Pattern& pattern, const engine::Pieces& levels);

  // By the number of levels; patterns with literal levels come before those with a parameter in
  // the same place.
  std::vector<std::vector<Pattern>> by_size_;
  std::vector<Pattern> families_;  // x-topics, less the "#"
  std::vector<std::string> filters_;
};

}  // namespace mqtt_bridge
