#include "engine/broker/broker_rules.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

#include "engine/broker/reserved_topics.h"
#include "engine/broker/topic_filter.h"

namespace engine {

namespace {

constexpr std::size_t kMostPayload = std::size_t{128} << 10;
constexpr std::size_t kMostTopic = 256;
constexpr std::size_t kMostSlashes = 7;
constexpr std::size_t kMostSubscriptions = 50;
constexpr std::size_t kMostFilters = 8;
constexpr std::size_t kMostClientId = 128;
constexpr std::uint16_t kLeastKeepAlive = 30;
constexpr std::uint16_t kMostKeepAlive = 1200;
constexpr std::uint32_t kMostSessionExpiry = 3600;
constexpr std::string_view kAll = "all";

struct Named {
  BrokerRule rule;
  std::string_view name;
};

constexpr std::array kNames{
    Named{BrokerRule::kReservedTopics, "reserved-topics"},
    Named{BrokerRule::kQos2, "qos-2"},
    Named{BrokerRule::kRetain, "retain"},
    Named{BrokerRule::kPayload, "payload"},
    Named{BrokerRule::kTopicLength, "topic-length"},
    Named{BrokerRule::kTopicDepth, "topic-depth"},
    Named{BrokerRule::kWildcardParent, "wildcard-parent"},
    Named{BrokerRule::kSubscriptions, "subscriptions"},
    Named{BrokerRule::kSubscribeSize, "subscribe-size"},
    Named{BrokerRule::kClientId, "client-id"},
    Named{BrokerRule::kKeepAlive, "keep-alive"},
    Named{BrokerRule::kSessionExpiry, "session-expiry"},
    Named{BrokerRule::kWebSocketLife, "websocket-life"},
};

std::string TooMany(const char* what, std::size_t most, const char* units, std::size_t count) {
  return std::string(what) + " has at most " + std::to_string(most) + " " + units +
         ", and this one has " + std::to_string(count);
}

}  // namespace

std::string_view Name(BrokerRule rule) {
  return std::ranges::find(kNames, rule, &Named::rule)->name;
}

std::vector<std::string> NamesToLift() {
  std::vector<std::string> names{std::string(kAll)};
  std::ranges::transform(kNames, std::back_inserter(names),
                         [](const Named& named) { return std::string(named.name); });
  return names;
}

BrokerRules::BrokerRules(const std::vector<std::string>& lifted) {
  for (const std::string& name : lifted) {
    const auto named = std::ranges::find(kNames, name, &Named::name);
    if (name != kAll && named == kNames.end()) throw std::invalid_argument(name);
    for (const Named& rule : kNames) {
      if (name == kAll || name == rule.name) lifted_.insert(rule.rule);
    }
  }
}

std::optional<BrokerRefusal> BrokerRules::RefusedConnect(std::string_view client_id) const {
  if (!Holds(BrokerRule::kClientId)) return std::nullopt;
  if (client_id.size() > kMostClientId) {
    return BrokerRefusal{BrokerRule::kClientId,
                         TooMany("a client id", kMostClientId, "bytes", client_id.size())};
  }
  if (client_id.starts_with('$')) {
    return BrokerRefusal{BrokerRule::kClientId, "client ids that begin with $ are reserved"};
  }
  return std::nullopt;
}

std::optional<BrokerRefusal> BrokerRules::RefusedTopic(std::string_view topic,
                                                       const char* what) const {
  // Ours: reserved topics are long and deep by themselves, and AWS lists what there is.
  if (topic.starts_with("$aws/")) return std::nullopt;
  if (Holds(BrokerRule::kTopicLength) && topic.size() > kMostTopic) {
    return BrokerRefusal{BrokerRule::kTopicLength,
                         TooMany(what, kMostTopic, "bytes", topic.size())};
  }
  const auto slashes = static_cast<std::size_t>(std::ranges::count(topic, '/'));
  if (Holds(BrokerRule::kTopicDepth) && slashes > kMostSlashes) {
    return BrokerRefusal{BrokerRule::kTopicDepth,
                         TooMany(what, kMostSlashes, "slashes", slashes)};
  }
  return std::nullopt;
}

std::optional<BrokerRefusal> BrokerRules::RefusedPublish(const BrokerPublish& publish) const {
  if (publish.qos == 2 && Holds(BrokerRule::kQos2)) {
    return BrokerRefusal{BrokerRule::kQos2, "AWS IoT has no QoS 2"};
  }
  const bool is_reserved = publish.topic.starts_with('$');
  if (is_reserved && Holds(BrokerRule::kReservedTopics) &&
      !MayPublishToReserved(publish.topic)) {
    return BrokerRefusal{BrokerRule::kReservedTopics,
                         "the topic is reserved, and clients may not publish to it"};
  }
  if (is_reserved && publish.retain && Holds(BrokerRule::kRetain)) {
    return BrokerRefusal{BrokerRule::kRetain, "nothing can be retained on a reserved topic"};
  }
  if (publish.payload_bytes > kMostPayload && Holds(BrokerRule::kPayload)) {
    return BrokerRefusal{BrokerRule::kPayload,
                         TooMany("a payload", kMostPayload, "bytes", publish.payload_bytes)};
  }
  return RefusedTopic(publish.topic, "a topic");
}

std::optional<BrokerRefusal> BrokerRules::RefusedSubscribe(
    const BrokerSubscribe& subscribe) const {
  if (subscribe.qos == 2 && Holds(BrokerRule::kQos2)) {
    return BrokerRefusal{BrokerRule::kQos2, "AWS IoT has no QoS 2"};
  }
  if (subscribe.filter.starts_with('$') && Holds(BrokerRule::kReservedTopics) &&
      !MaySubscribeToReserved(subscribe.filter)) {
    return BrokerRefusal{BrokerRule::kReservedTopics,
                         "the topic is reserved, and clients may not subscribe to it"};
  }
  if (subscribe.filters_in_packet > kMostFilters && Holds(BrokerRule::kSubscribeSize)) {
    return BrokerRefusal{BrokerRule::kSubscribeSize,
                         "a SUBSCRIBE packet has at most 8 filters"};
  }
  if (subscribe.subscriptions > kMostSubscriptions && Holds(BrokerRule::kSubscriptions)) {
    return BrokerRefusal{BrokerRule::kSubscriptions,
                         "a connection has at most 50 subscriptions"};
  }
  // AWS: $share/{group}/ does not count.
  return RefusedTopic(WithoutShare(subscribe.filter), "a topic filter");
}

bool BrokerRules::Delivers(const std::map<std::string, int, std::less<>>& filters,
                           std::string_view topic) const {
  if (Holds(BrokerRule::kReservedTopics) && IsRequestToService(topic)) return false;
  // AWS: answers come to who has asked, subscribed or not.
  const bool unasked = topic.starts_with("$aws/") &&
                       (topic.ends_with("/accepted") || topic.ends_with("/rejected"));
  if (!Holds(BrokerRule::kWildcardParent) || unasked) return true;
  bool is_parent = false;
  for (const auto& [filter, qos] : filters) {
    const std::string_view one = WithoutShare(filter);
    const bool is_of_parent =
        one.ends_with("/#") && MatchesFilter(one.substr(0, one.size() - 2), topic);
    if (!is_of_parent && MatchesFilter(one, topic)) return true;
    is_parent = is_parent || is_of_parent;
  }
  return !is_parent;
}

std::uint16_t BrokerRules::KeepAlive(std::uint16_t asked) const {
  if (!Holds(BrokerRule::kKeepAlive)) return asked;
  return asked == 0 ? kMostKeepAlive : std::clamp(asked, kLeastKeepAlive, kMostKeepAlive);
}

std::uint32_t BrokerRules::SessionExpiry(std::uint32_t asked) const {
  return Holds(BrokerRule::kSessionExpiry) ? std::min(asked, kMostSessionExpiry) : asked;
}

}  // namespace engine
