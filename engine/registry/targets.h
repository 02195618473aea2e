// What a job can be aimed at: things, and groups of things.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/arn.h"
#include "engine/instant.h"
#include "engine/registry/dynamic_group.h"

namespace engine {

struct Thing {
  std::string name;
  std::string id;  // a UUID
  nlohmann::json attributes = nlohmann::json::object();
  std::int64_t version = 1;
  std::optional<std::string> type;
  std::optional<std::string> billing_group;
};

struct ThingGroup {
  std::string name;
  std::string id;  // a UUID
  std::optional<std::string> parent;
  nlohmann::json properties = nlohmann::json::object();  // thingGroupProperties
  std::int64_t version = 1;
  Instant created_at;
  std::optional<DynamicPart> dynamic;
};

inline constexpr int kMostTargets = 100;
inline constexpr int kMostGroupsOfAThing = 10;
inline constexpr int kMostChildGroups = 100;
inline constexpr int kDeepestGroup = 7;

enum class TargetKind { kThing, kThingGroup };

struct Target {
  TargetKind kind;
  std::string name;

  bool operator==(const Target&) const = default;
  auto operator<=>(const Target&) const = default;
};

// Throws InvalidRequest for a text that is no thing's or thing group's ARN.
Target ParseTarget(std::string_view arn);

// A random UUID, version 4.
std::string NewUuid();

}  // namespace engine
