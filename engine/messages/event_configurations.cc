#include "engine/messages/event_configurations.h"

#include <algorithm>

#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<EventType, kEventTypes> kTypeNames{{
    {EventType::kThing, "THING"},
    {EventType::kThingGroup, "THING_GROUP"},
    {EventType::kThingType, "THING_TYPE"},
    {EventType::kThingGroupMembership, "THING_GROUP_MEMBERSHIP"},
    {EventType::kThingGroupHierarchy, "THING_GROUP_HIERARCHY"},
    {EventType::kThingTypeAssociation, "THING_TYPE_ASSOCIATION"},
    {EventType::kJob, "JOB"},
    {EventType::kJobExecution, "JOB_EXECUTION"},
    {EventType::kPolicy, "POLICY"},
    {EventType::kCertificate, "CERTIFICATE"},
    {EventType::kCaCertificate, "CA_CERTIFICATE"},
}};

}  // namespace

std::string_view Name(EventType type) {
  return NameIn(kTypeNames, type);
}

std::optional<EventType> EventTypeFrom(std::string_view name) {
  return ValueIn(kTypeNames, name);
}

bool IsPublished(EventType type) {
  return type != EventType::kPolicy && type != EventType::kCertificate &&
         type != EventType::kCaCertificate;
}

bool EventConfigurations::AnyOfRegistry() const {
  return std::any_of(enabled.begin(), enabled.end(), [](EventType type) {
    return type != EventType::kJob && type != EventType::kJobExecution;
  });
}

}  // namespace engine
