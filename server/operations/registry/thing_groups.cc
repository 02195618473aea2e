#include "server/operations/registry/thing_groups.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/expected_version.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/registry/thing_groups.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

namespace {

json GroupNameAndArn(const Context& c, const std::string& name) {
  return {{"groupName", name}, {"groupArn", ArnOf(c, "thinggroup", name)}};
}

void CheckPlace(Context& c, const std::string& parent) {
  // AWS: CreateThingGroup has no ResourceNotFound.
  if (!storage::ThingGroups(c.store).Find(parent)) {
    throw Error(ErrorCode::kInvalidRequest, "Parent group " + parent + " cannot be found.");
  }
  RequireStaticGroup(c, parent);
  if (!c.settings.enforce_limits) return;
  if (storage::ThingGroups(c.store).Lineage(parent).size() >= engine::kDeepestGroup) {
    throw Error(ErrorCode::kInvalidRequest,
                "A hierarchy of thing groups can be at most 7 groups deep.");
  }
  if (storage::ThingGroups(c.store).CountChildren(parent) >= engine::kMostChildGroups) {
    throw Error(ErrorCode::kInvalidRequest,
                "Thing group " + parent + " already has 100 direct child groups.");
  }
}

}  // namespace

json GroupPage(const Context& c, const char* member, const char* kind, const std::string& list,
               const storage::Page<std::string>& page) {
  json groups = json::array();
  for (const std::string& name : page.rows) {
    groups.push_back({{"groupName", name}, {"groupArn", ArnOf(c, kind, name)}});
  }
  json output = {{member, std::move(groups)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json WithGroupProperties(const Context& c, json properties, const json& in) {
  const json sent = in.value("thingGroupProperties", json::object());
  if (sent.contains("thingGroupDescription")) {
    properties["thingGroupDescription"] = sent["thingGroupDescription"];
  }
  if (sent.contains("attributePayload")) {
    json& attributes = properties["attributePayload"]["attributes"];
    if (attributes.is_null()) attributes = json::object();
    attributes = engine::WithAttributes(std::move(attributes), sent["attributePayload"]);
    if (c.settings.enforce_limits) engine::CheckGroupAttributes(attributes);
  }
  return properties;
}

namespace {

json CreateThingGroup(Context& c, const json& in) {
  engine::ThingGroup group{.name = Text(in, "thingGroupName"),
                           .id = engine::NewUuid(),
                           .parent = Maybe<std::string>(in, "parentGroupName"),
                           .properties = WithGroupProperties(c, json::object(), in),
                           .created_at = c.now};
  const auto existing = storage::ThingGroups(c.store).Find(group.name);
  if (existing && (existing->dynamic || existing->parent != group.parent ||
                   existing->properties != group.properties ||
                   HasOtherTags(c, "thinggroup", group.name, in))) {
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Thing Group " + group.name +
            " already exists in current account with different properties",
        {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, "thinggroup", group.name)}});
  }
  if (existing) {
    // Ours: creating a group again, alike, succeeds, as it does for things.
    group = *existing;
  } else {
    if (group.parent) CheckPlace(c, *group.parent);
    storage::ThingGroups(c.store).Insert(group);
    KeepTags(c, "thinggroup", group.name, in);
  }
  return {{"thingGroupName", group.name},
          {"thingGroupArn", ArnOf(c, "thinggroup", group.name)},
          {"thingGroupId", group.id}};
}

json DescribeThingGroup(Context& c, const json& in) {
  const engine::ThingGroup group = RequireThingGroup(c, Text(in, "thingGroupName"));
  json metadata = {{"creationDate", Seconds(group.created_at)}};
  if (group.parent) {
    metadata["parentGroupName"] = *group.parent;
    const auto lineage = storage::ThingGroups(c.store).Lineage(*group.parent);
    for (auto ancestor = lineage.rbegin(); ancestor != lineage.rend(); ++ancestor) {
      metadata["rootToParentThingGroups"].push_back(GroupNameAndArn(c, *ancestor));
    }
  }
  json output = {{"thingGroupName", group.name},
                 {"thingGroupId", group.id},
                 {"thingGroupArn", ArnOf(c, "thinggroup", group.name)},
                 {"version", group.version},
                 {"thingGroupProperties", group.properties},
                 {"thingGroupMetadata", std::move(metadata)}};
  if (group.dynamic) {
    output["indexName"] = engine::kThingsIndex;
    output["queryString"] = group.dynamic->query;
    output["queryVersion"] = engine::kQueryVersion;
    output["status"] = Name(group.dynamic->status);
  }
  return output;
}

json UpdateThingGroup(Context& c, const json& in) {
  engine::ThingGroup group = RequireStaticGroup(c, Text(in, "thingGroupName"));
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group.version);
  group.properties = WithGroupProperties(c, std::move(group.properties), in);
  ++group.version;
  storage::ThingGroups(c.store).Update(group);
  return {{"version", group.version}};
}

json DeleteThingGroup(Context& c, const json& in) {
  const auto group = storage::ThingGroups(c.store).Find(Text(in, "thingGroupName"));
  // AWS: deleting a group that does not exist succeeds.
  if (!group) return json::object();
  RequireStaticGroup(c, group->name);
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group->version);
  if (storage::ThingGroups(c.store).CountChildren(group->name) > 0) {
    throw Error(ErrorCode::kInvalidRequest,
                "Cannot delete thing group : " + group->name +
                    " when there are still child groups attached to it.");
  }
  storage::ThingGroups(c.store).Delete(group->name);
  return json::object();
}

json ListThingGroups(Context& c, const json& in) {
  storage::ThingGroupFilter filter{.parent = Maybe<std::string>(in, "parentGroup"),
                                   .name_prefix = in.value("namePrefixFilter", "")};
  if (filter.parent) RequireThingGroup(c, *filter.parent);
  // AWS: all groups, but of a parent only its own children, unless told otherwise.
  filter.deep = in.value("recursive", !filter.parent);
  const std::string list = "ListThingGroups " + filter.parent.value_or("");
  return GroupPage(c, "thingGroups", "thinggroup", list,
                   storage::ThingGroups(c.store).List(filter, PageFrom(in, list)));
}

// AWS: parents of the thing's groups are listed too.
json ListThingGroupsForThing(Context& c, const json& in) {
  const std::string thing = RequireThing(c, Text(in, "thingName")).name;
  const std::string list = "ListThingGroupsForThing " + thing;
  return GroupPage(c, "thingGroups", "thinggroup", list,
                   storage::ThingGroups(c.store).ListAbove(thing, PageFrom(in, list)));
}

}  // namespace

OperationTable ThingGroupOperations() {
  return {
      {"CreateThingGroup", CreateThingGroup},
      {"DescribeThingGroup", DescribeThingGroup},
      {"UpdateThingGroup", UpdateThingGroup},
      {"DeleteThingGroup", DeleteThingGroup},
      {"ListThingGroups", ListThingGroups},
      {"ListThingGroupsForThing", ListThingGroupsForThing},
  };
}

}  // namespace server
