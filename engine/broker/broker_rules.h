// AWS IoT's message broker: what it demands of clients beyond MQTT's own rules. The figures are
// AWS's quotas.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

enum class BrokerRule {
  kReservedTopics,  // of topics with $ only those that AWS lists
  kQos2,            // no QoS 2
  kRetain,          // nothing retained on topics with $
  kPayload,         // 128 KB
  kTopicLength,     // 256 bytes
  kTopicDepth,      // 7 slashes
  kWildcardParent,  // "a/#" is not "a"
  kSubscriptions,   // 50 a connection
  kSubscribeSize,   // 8 filters a SUBSCRIBE packet
  kClientId,        // 128 bytes, without $ at the beginning
  kKeepAlive,       // from 30 to 1,200 seconds
  kSessionExpiry,   // a session outlives its connection by an hour at most
  kWebSocketLife,   // a WebSocket connection ends after 24 hours
};

inline constexpr std::chrono::hours kLongestWebSocket{24};

// "qos-2". It is lifted by this name.
std::string_view Name(BrokerRule rule);
// All of them, and "all".
std::vector<std::string> NamesToLift();

struct BrokerRefusal {
  BrokerRule rule{};
  std::string why;  // "a topic has at most 7 slashes, and this one has 9"
};

struct BrokerPublish {
  std::string_view topic;
  std::size_t payload_bytes = 0;
  int qos = 0;
  bool retain = false;
};

struct BrokerSubscribe {
  std::string_view filter;
  int qos = 0;
  std::size_t subscriptions = 0;      // of the connection, this one included
  std::size_t filters_in_packet = 0;  // up to this one
};

// Those in force. What they refuse ends the connection.
class BrokerRules {
 public:
  // Without those of these names. Throws std::invalid_argument for one that is none.
  explicit BrokerRules(const std::vector<std::string>& lifted = {});

  bool Holds(BrokerRule rule) const { return !lifted_.contains(rule); }

  std::optional<BrokerRefusal> RefusedConnect(std::string_view client_id) const;
  std::optional<BrokerRefusal> RefusedPublish(const BrokerPublish& publish) const;
  std::optional<BrokerRefusal> RefusedSubscribe(const BrokerSubscribe& subscribe) const;

  // Whether a message is for who has subscribed to these filters (with their QoS), of which
  // MQTT says that it is.
  bool Delivers(const std::map<std::string, int, std::less<>>& filters,
                std::string_view topic) const;

  // In seconds, for what a client asks. AWS: what is out of bounds is brought within them, and
  // 0 is the longest.
  std::uint16_t KeepAlive(std::uint16_t asked) const;
  std::uint32_t SessionExpiry(std::uint32_t asked) const;

 private:
  std::optional<BrokerRefusal> RefusedTopic(std::string_view topic, const char* what) const;

  std::set<BrokerRule> lifted_;
};

}  // namespace engine
