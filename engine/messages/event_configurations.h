// The types of events on $aws/events/ topics, and which of them are switched on.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "engine/instant.h"

namespace engine {

enum class EventType {
  kThing,
  kThingGroup,
  kThingType,
  kThingGroupMembership,
  kThingGroupHierarchy,
  kThingTypeAssociation,
  kJob,
  kJobExecution,
  kPolicy,
  kCertificate,
  kCaCertificate,
};

inline constexpr int kEventTypes = 11;

std::string_view Name(EventType type);
std::optional<EventType> EventTypeFrom(std::string_view name);

// Ours: whether events of the type are published at all; the others cannot be switched on.
bool IsPublished(EventType type);

// Which types are switched on. AWS: none, until they are.
struct EventConfigurations {
  std::set<EventType> enabled;
  std::optional<Instant> created_at, last_modified_at;

  bool Enabled(EventType type) const { return enabled.contains(type); }

  bool AnyOfRegistry() const;
};

}  // namespace engine
