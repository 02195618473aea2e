// A message that a caller of the REST API has published.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace engine {

// What MQTT 5 tells beside a message; empty where it is not said.
struct MessageProperties {
  std::vector<std::pair<std::string, std::string>> user_properties;
  std::optional<bool> is_utf8;  // the payload format indicator
  std::string content_type;
  std::string response_topic;
  std::optional<std::string> correlation_data;
  std::optional<std::uint32_t> expiry_seconds;
};

struct Publication {
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
  MessageProperties properties;
};

// From the checked input of Publish. Throws Error.
Publication ReadPublication(const nlohmann::json& input);

}  // namespace engine
