// A thing group, static or dynamic, and the quotas of groups.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "engine/instant.h"
#include "engine/registry/dynamic_group.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"

namespace engine {

struct ThingGroup {
  std::string name;
  std::string id;  // a UUID
  std::optional<std::string> parent;
  nlohmann::json properties = nlohmann::json::object();  // thingGroupProperties
  std::int64_t version = 1;
  Instant created_at;
  std::optional<DynamicPart> dynamic;
};

inline constexpr int kMostGroupsOfAThing = 10;
inline constexpr int kMostChildGroups = 100;
inline constexpr int kDeepestGroup = 7;

}  // namespace engine
