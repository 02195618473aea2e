// A thing, as the registry has it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace engine {

struct Thing {
  std::string name;
  std::string id;  // a UUID
  nlohmann::json attributes = nlohmann::json::object();
  std::int64_t version = 1;
  std::optional<std::string> type;
  std::optional<std::string> billing_group;
};

}  // namespace engine
