#include "engine/registry/dynamic_group.h"

#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<DynamicGroupStatus, 3> kNames{{
    {DynamicGroupStatus::kActive, "ACTIVE"},
    {DynamicGroupStatus::kBuilding, "BUILDING"},
    {DynamicGroupStatus::kRebuilding, "REBUILDING"},
}};

}  // namespace

std::string_view Name(DynamicGroupStatus status) {
  return NameIn(kNames, status);
}

DynamicGroupStatus DynamicGroupStatusNamed(std::string_view name) {
  return ValueIn(kNames, name).value();
}

}  // namespace engine
