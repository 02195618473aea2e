// Members of a checked input.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace server {

inline const std::string& Text(const nlohmann::json& input, const char* member) {
  return input.at(member).get_ref<const std::string&>();
}

template <typename Value>
std::optional<Value> Maybe(const nlohmann::json& input, const char* member) {
  const auto found = input.find(member);
  if (found == input.end()) return std::nullopt;
  return found->get<Value>();
}

// A flag that is false when not sent.
inline bool Flag(const nlohmann::json& input, const char* member) {
  return input.value(member, false);
}

}  // namespace server
