#include "storage/registry/dynamic_groups.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/expected_version.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/registry/indexing.h"
#include "server/operations/registry/tags.h"
#include "server/operations/registry/thing_groups.h"
#include "server/operations/tables.h"
#include "storage/registry/thing_groups.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

namespace {

// Throws for a query that cannot be asked of AWS_Things, the only index that there is.
void CheckQuery(Context& c, const std::string& query, const json& in) {
  const std::string version = in.value("queryVersion", engine::kQueryVersion);
  if (version != engine::kQueryVersion) {
    throw Error(ErrorCode::kInvalidRequest,
                "Invalid queryVersion. Expected one of: [2017-09-30]");
  }
  const std::string index = in.value("indexName", engine::kThingsIndex);
  if (index != engine::kThingsIndex) {
    throw Error(ErrorCode::kInvalidRequest, "Unrecognized indexName " + index);
  }
  engine::ParseSearchQuery(query, RequireIndex(c, index, kEnableIndex));
}

engine::ThingGroup RequireDynamicGroup(Context& c, const std::string& name) {
  auto group = RequireThingGroup(c, name);
  if (!group.dynamic) {
    throw Error(ErrorCode::kInvalidRequest,
                "This operation supports dynamic thing groups only. Thing group arn: " +
                    ArnOf(c, "thinggroup", name));
  }
  return group;
}

json CreateDynamicThingGroup(Context& c, const json& in) {
  engine::ThingGroup group{.name = Text(in, "thingGroupName"),
                           .id = engine::NewUuid(),
                           .properties = WithGroupProperties(c, json::object(), in),
                           .created_at = c.now,
                           .dynamic = engine::DynamicPart{.query = Text(in, "queryString"),
                                                          .building_since = c.now}};
  CheckQuery(c, group.dynamic->query, in);
  const auto existing = storage::ThingGroups(c.store).Find(group.name);
  if (existing && (!existing->dynamic || existing->dynamic->query != group.dynamic->query ||
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
    if (c.settings.enforce_limits &&
        storage::DynamicGroups(c.store).Queries().size() >= engine::kMostDynamicGroups) {
      throw Error(ErrorCode::kLimitExceeded,
                  "An account can have at most 100 dynamic thing groups.");
    }
    storage::ThingGroups(c.store).Insert(group);
    KeepTags(c, "thinggroup", group.name, in);
  }
  return {{"thingGroupName", group.name},
          {"thingGroupArn", ArnOf(c, "thinggroup", group.name)},
          {"thingGroupId", group.id},
          {"indexName", engine::kThingsIndex},
          {"queryString", group.dynamic->query},
          {"queryVersion", engine::kQueryVersion}};
}

json UpdateDynamicThingGroup(Context& c, const json& in) {
  engine::ThingGroup group = RequireDynamicGroup(c, Text(in, "thingGroupName"));
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group.version);
  group.properties = WithGroupProperties(c, std::move(group.properties), in);
  const std::string query = in.value("queryString", group.dynamic->query);
  CheckQuery(c, query, in);
  if (query != group.dynamic->query) {
    group.dynamic = engine::DynamicPart{.query = query,
                                        .status = engine::DynamicGroupStatus::kRebuilding,
                                        .building_since = c.now};
  }
  ++group.version;
  storage::ThingGroups(c.store).Update(group);
  return {{"version", group.version}};
}

json DeleteDynamicThingGroup(Context& c, const json& in) {
  const std::string& name = Text(in, "thingGroupName");
  // AWS: deleting a group that does not exist succeeds.
  if (!storage::ThingGroups(c.store).Find(name)) return json::object();
  const auto group = RequireDynamicGroup(c, name);
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group.version);
  storage::ThingGroups(c.store).Delete(name);
  return json::object();
}

}  // namespace

OperationTable DynamicGroupOperations() {
  return {
      {"CreateDynamicThingGroup", CreateDynamicThingGroup},
      {"UpdateDynamicThingGroup", UpdateDynamicThingGroup},
      {"DeleteDynamicThingGroup", DeleteDynamicThingGroup},
  };
}

}  // namespace server
