#include "engine/broker/publication.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/text/base64.h"
#include "engine/text/json_depth.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestText = 65'535;  // in MQTT

// Ours: AWS's words for what is wrong here are not documented.
void CheckTopic(const std::string& topic, const char* member) {
  if (topic.find_first_of("+#") != std::string::npos) {
    RefuseRequest(std::string(member) + " must not contain wildcards.");
  }
  if (topic.find('\0') != std::string::npos || topic.size() > kLongestText) {
    RefuseRequest(std::string(member) + " is no topic of MQTT.");
  }
}

std::string TextIn(const json& input, const char* member) {
  std::string text = input.value(member, "");
  if (text.find('\0') != std::string::npos || text.size() > kLongestText) {
    RefuseRequest(std::string(member) + " is no text of MQTT.");
  }
  return text;
}

std::string BytesOf(const std::string& text, const char* member) {
  auto bytes = FromBase64(text);
  if (!bytes) RefuseRequest(std::string(member) + " is not encoded in base64.");
  return *std::move(bytes);
}

[[noreturn]] void RefuseUserProperties() {
  RefuseRequest(
      "userProperties must be a JSON array of objects whose values are strings, encoded in "
      "base64.");
}

// base64 of [{"deviceName": "alpha"}, {"deviceCnt": "45"}]
std::vector<std::pair<std::string, std::string>> ReadUserProperties(const std::string& text) {
  const std::string bytes = BytesOf(text, "userProperties");
  if (NestsTooDeeply(bytes)) RefuseUserProperties();
  auto list = nlohmann::ordered_json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  // Ours: also in a JSON string: the SDK for Python makes one of the text that it is given.
  if (list.is_string()) {
    const std::string inner = list.get<std::string>();
    if (NestsTooDeeply(inner)) RefuseUserProperties();
    list = nlohmann::ordered_json::parse(inner, nullptr, /*allow_exceptions=*/false);
  }
  if (!list.is_array()) RefuseUserProperties();
  std::vector<std::pair<std::string, std::string>> properties;
  for (const auto& one : list) {
    if (!one.is_object()) RefuseUserProperties();
    for (const auto& [name, value] : one.items()) {
      if (!value.is_string()) RefuseUserProperties();
      properties.emplace_back(name, value.template get<std::string>());
    }
  }
  return properties;
}

std::uint32_t ReadExpiry(std::int64_t seconds) {
  if (seconds < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) {
    RefuseRequest("messageExpiry must be from 0 to 4294967295 seconds.");
  }
  return static_cast<std::uint32_t>(seconds);
}

}  // namespace

Publication ReadPublication(const json& input) {
  Publication message{.topic = input.at("topic").get<std::string>(),
                      .payload = BytesOf(input.value("payload", ""), "payload"),
                      .qos = input.value("qos", 0),
                      .retain = input.value("retain", false)};
  CheckTopic(message.topic, "topic");
  MessageProperties& properties = message.properties;
  if (input.contains("userProperties")) {
    properties.user_properties = ReadUserProperties(input["userProperties"]);
  }
  if (input.contains("payloadFormatIndicator")) {
    properties.is_utf8 = input["payloadFormatIndicator"] == "UTF8_DATA";
  }
  properties.content_type = TextIn(input, "contentType");
  properties.response_topic = TextIn(input, "responseTopic");
  CheckTopic(properties.response_topic, "responseTopic");
  if (input.contains("correlationData")) {
    properties.correlation_data = BytesOf(input["correlationData"], "correlationData");
  }
  if (input.contains("messageExpiry"))
    properties.expiry_seconds = ReadExpiry(input["messageExpiry"]);
  return message;
}

}  // namespace engine
