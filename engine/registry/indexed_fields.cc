#include "engine/registry/indexed_fields.h"

#include <algorithm>
#include <initializer_list>

namespace engine {

FieldState StateOf(std::string_view field, const IndexedFields& fields) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), field) != names.end();
  };
  constexpr std::string_view kAttributePrefix = "attributes.";
  if (field.starts_with(kAttributePrefix) && field.size() > kAttributePrefix.size()) {
    return FieldState::kIndexed;
  }
  if (fields.thing_groups) {
    return is_one_of({"thingGroupName", "thingGroupNames", "thingGroupId", "description",
                      "parentGroupNames"})
               ? FieldState::kIndexed
               : FieldState::kUnknown;
  }
  if (is_one_of({"thingName", "thingId", "thingTypeName", "thingGroupNames"})) {
    return FieldState::kIndexed;
  }
  if (field.starts_with("deviceDefender.")) return FieldState::kNotIndexed;
  if (field.starts_with("shadow.")) {
    return fields.shadows ? FieldState::kNotEmulated : FieldState::kNotIndexed;
  }
  if (!field.starts_with("connectivity.")) return FieldState::kUnknown;
  if (!fields.connectivity) return FieldState::kNotIndexed;
  if (is_one_of({"connectivity.connected", "connectivity.timestamp",
                 "connectivity.disconnectReason", "connectivity.clientId"})) {
    return FieldState::kIndexed;
  }
  return is_one_of({"connectivity.cleanSession", "connectivity.keepAliveDuration",
                    "connectivity.sessionExpiry"})
             ? FieldState::kNotEmulated
             : FieldState::kUnknown;
}

}  // namespace engine
