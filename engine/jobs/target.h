// What a job can be aimed at: things, and groups of things.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace engine {

inline constexpr int kMostTargets = 100;

enum class TargetKind { kThing, kThingGroup };

struct Target {
  TargetKind kind;
  std::string name;

  bool operator==(const Target&) const = default;
  auto operator<=>(const Target&) const = default;
};

// Throws InvalidRequest for a text that is no thing's or thing group's ARN.
Target ParseTarget(std::string_view arn);

}  // namespace engine
