// Dynamic thing groups: their members are the things that a query finds.
#pragma once

#include <optional>
#include <string>

#include "engine/instant.h"

namespace engine {

enum class DynamicGroupStatus { kActive, kBuilding, kRebuilding };

// AWS's word.
std::string_view Name(DynamicGroupStatus status);
DynamicGroupStatus DynamicGroupStatusNamed(std::string_view name);

// What a dynamic group has beyond a static one.
struct DynamicPart {
  std::string query;
  DynamicGroupStatus status = DynamicGroupStatus::kBuilding;
  // Until it is active: since when its members are looked for, and the last thing looked at.
  Instant building_since;
  std::string building_after;
};

inline constexpr std::size_t kMostDynamicGroups = 100;
inline constexpr char kThingsIndex[] = "AWS_Things";
inline constexpr char kThingGroupsIndex[] = "AWS_ThingGroups";
inline constexpr char kQueryVersion[] = "2017-09-30";

}  // namespace engine
