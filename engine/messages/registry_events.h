// Events of the registry: what is said of things, their types and their groups.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/instant.h"
#include "engine/messages/notice.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"

namespace engine {

// What every one of these messages needs.
struct RegistryScene {
  std::string account_id;
  std::string region;
  Instant now;
};

// A thing's place in a group, as it began or ended.
struct Membership {
  std::string thing_name, thing_id;
  std::string group_name, group_id;
  bool joined = false;
};

// The messages; each still lacks its eventId. Of two rows of the same thing, type or group,
// nothing before means that it is new, nothing after that it was deleted.
Notice ThingEvent(const std::optional<Thing>& before, const std::optional<Thing>& after,
                  const RegistryScene& scene);
Notice ThingTypeEvent(const std::optional<ThingType>& before,
                      const std::optional<ThingType>& after, const RegistryScene& scene);
// A thing left the type that it had, and got one, each if so.
std::vector<Notice> ThingTypeAssociationEvents(const std::optional<Thing>& before,
                                               const std::optional<Thing>& after,
                                               const RegistryScene& scene);
// `ancestors` go from the root to the parent.
Notice ThingGroupEvent(const std::optional<ThingGroup>& before,
                       const std::optional<ThingGroup>& after,
                       const std::vector<ThingGroup>& ancestors, const RegistryScene& scene);
// A group that was made below `parent`, or else `removed` from there.
Notice ThingGroupHierarchyEvent(const ThingGroup& parent, const ThingGroup& child, bool removed,
                                const RegistryScene& scene);
// `membership_id` is the same when the thing joins and when it leaves.
Notice ThingGroupMembershipEvent(const Membership& membership, const std::string& membership_id,
                                 const RegistryScene& scene);

}  // namespace engine
