#include "mqtt_bridge/requests/payload.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace mqtt_bridge {

namespace {

using nlohmann::json;

constexpr const char* kMember = "jobDocument";
// Nothing else in a payload reads like this: inside a string the quotes would be escaped.
constexpr std::string_view kPlace = R"("jobDocument":null)";

json* DocumentIn(json& payload) {
  if (payload.contains(kMember)) return &payload[kMember];
  const auto execution = payload.find("execution");
  if (execution == payload.end() || !execution->contains(kMember)) return nullptr;
  return &(*execution)[kMember];
}

}  // namespace

std::string PayloadText(json payload) {
  std::string document;
  if (json* const member = DocumentIn(payload); member != nullptr && member->is_string()) {
    document = std::exchange(*member, nullptr).get<std::string>();
  }
  // Error messages may quote what a client sent.
  std::string text = payload.dump(-1, ' ', false, json::error_handler_t::replace);
  if (document.empty()) return text;
  const std::size_t null_length = std::string_view("null").size();
  text.replace(text.find(kPlace) + kPlace.size() - null_length, null_length, document);
  return text;
}

}  // namespace mqtt_bridge
