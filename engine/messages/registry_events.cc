#include "engine/messages/registry_events.h"

#include "engine/arn.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr char kTopics[] = "$aws/events/";

template <typename Row>
const char* Operation(const std::optional<Row>& before, const std::optional<Row>& after) {
  if (!before) return "CREATED";
  return after ? "UPDATED" : "DELETED";
}

template <typename Row>
const char* TopicEnd(const std::optional<Row>& before, const std::optional<Row>& after) {
  if (!before) return "/created";
  return after ? "/updated" : "/deleted";
}

// AWS: in milliseconds, unlike those of jobs.
json Payload(const char* event_type, const char* operation, const RegistryScene& scene) {
  return {{"eventType", event_type},
          {"timestamp", Milliseconds(scene.now)},
          {"operation", operation},
          {"accountId", scene.account_id}};
}

// AWS: what is not there is null.
template <typename Value>
json OrNull(const std::optional<Value>& value) {
  return value ? json(*value) : json(nullptr);
}

json MemberOr(const json& object, const char* name, const json& otherwise) {
  const auto found = object.find(name);
  return found == object.end() ? otherwise : *found;
}

Notice TypeAssociation(const Thing& thing, const std::string& type, const char* operation,
                       const RegistryScene& scene) {
  // AWS: this message alone names no account.
  return {std::string(kTopics) + "thingTypeAssociation/thing/" + thing.name + "/" + type,
          {{"eventType", "THING_TYPE_ASSOCIATION_EVENT"},
           {"timestamp", Milliseconds(scene.now)},
           {"operation", operation},
           {"thingId", thing.id},
           {"thingName", thing.name},
           {"thingTypeName", type}}};
}

std::string ArnOf(const char* kind, const std::string& name, const RegistryScene& scene) {
  return Arn{scene.region, scene.account_id, kind, name}.Text();
}

}  // namespace

Notice ThingEvent(const std::optional<Thing>& before, const std::optional<Thing>& after,
                  const RegistryScene& scene) {
  const Thing& thing = after ? *after : *before;
  json payload = Payload("THING_EVENT", Operation(before, after), scene);
  payload["thingId"] = thing.id;
  payload["thingName"] = thing.name;
  payload["versionNumber"] = thing.version;
  payload["thingTypeName"] = OrNull(thing.type);
  payload["billinGroupName"] = OrNull(thing.billing_group);  // AWS's spelling
  payload["attributes"] = thing.attributes;
  return {kTopics + ("thing/" + thing.name) + TopicEnd(before, after), std::move(payload)};
}

Notice ThingTypeEvent(const std::optional<ThingType>& before,
                      const std::optional<ThingType>& after, const RegistryScene& scene) {
  const ThingType& type = after ? *after : *before;
  json payload = Payload("THING_TYPE_EVENT", Operation(before, after), scene);
  payload["thingTypeId"] = type.id;
  payload["thingTypeName"] = type.name;
  payload["isDeprecated"] = type.deprecated_at.has_value();
  payload["deprecationDate"] = nullptr;
  if (type.deprecated_at) payload["deprecationDate"] = Milliseconds(*type.deprecated_at);
  payload["searchableAttributes"] =
      MemberOr(type.properties, "searchableAttributes", json::array());
  payload["description"] = MemberOr(type.properties, "thingTypeDescription", nullptr);
  return {kTopics + ("thingType/" + type.name) + TopicEnd(before, after), std::move(payload)};
}

std::vector<Notice> ThingTypeAssociationEvents(const std::optional<Thing>& before,
                                               const std::optional<Thing>& after,
                                               const RegistryScene& scene) {
  std::vector<Notice> notices;
  const auto old_type = before ? before->type : std::nullopt;
  const auto new_type = after ? after->type : std::nullopt;
  if (old_type == new_type) return notices;
  if (old_type) notices.push_back(TypeAssociation(*before, *old_type, "DELETED", scene));
  if (new_type) notices.push_back(TypeAssociation(*after, *new_type, "CREATED", scene));
  return notices;
}

Notice ThingGroupEvent(const std::optional<ThingGroup>& before,
                       const std::optional<ThingGroup>& after,
                       const std::vector<ThingGroup>& ancestors, const RegistryScene& scene) {
  const ThingGroup& group = after ? *after : *before;
  json payload = Payload("THING_GROUP_EVENT", Operation(before, after), scene);
  payload["thingGroupId"] = group.id;
  payload["thingGroupName"] = group.name;
  payload["versionNumber"] = group.version;
  payload["parentGroupName"] = OrNull(group.parent);
  payload["parentGroupId"] = ancestors.empty() ? json(nullptr) : json(ancestors.back().id);
  payload["description"] = MemberOr(group.properties, "thingGroupDescription", nullptr);
  payload["rootToParentThingGroups"] = json::array();
  for (const ThingGroup& ancestor : ancestors) {
    payload["rootToParentThingGroups"].push_back(
        {{"groupArn", ArnOf("thinggroup", ancestor.name, scene)}, {"groupId", ancestor.id}});
  }
  payload["attributes"] =
      MemberOr(MemberOr(group.properties, "attributePayload", json::object()), "attributes",
               json::object());
  payload["dynamicGroupMappingId"] = nullptr;
  return {kTopics + ("thingGroup/" + group.name) + TopicEnd(before, after), std::move(payload)};
}

Notice ThingGroupHierarchyEvent(const ThingGroup& parent, const ThingGroup& child, bool removed,
                                const RegistryScene& scene) {
  json payload = Payload("THING_GROUP_HIERARCHY_EVENT", removed ? "REMOVED" : "ADDED", scene);
  payload["thingGroupId"] = parent.id;
  payload["thingGroupName"] = parent.name;
  payload["childGroupId"] = child.id;
  payload["childGroupName"] = child.name;
  return {kTopics + ("thingGroupHierarchy/thingGroup/" + parent.name) + "/childThingGroup/" +
              child.name + (removed ? "/removed" : "/added"),
          std::move(payload)};
}

Notice ThingGroupMembershipEvent(const Membership& membership, const std::string& membership_id,
                                 const RegistryScene& scene) {
  json payload =
      Payload("THING_GROUP_MEMBERSHIP_EVENT", membership.joined ? "ADDED" : "REMOVED", scene);
  payload["groupArn"] = ArnOf("thinggroup", membership.group_name, scene);
  payload["groupId"] = membership.group_id;
  payload["thingArn"] = ArnOf("thing", membership.thing_name, scene);
  payload["thingId"] = membership.thing_id;
  payload["membershipId"] = membership_id;
  return {kTopics + ("thingGroupMembership/thingGroup/" + membership.group_name) + "/thing/" +
              membership.thing_name + (membership.joined ? "/added" : "/removed"),
          std::move(payload)};
}

}  // namespace engine
