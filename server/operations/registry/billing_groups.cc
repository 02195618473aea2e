#include "storage/registry/billing_groups.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/expected_version.h"
#include "engine/registry/billing_group.h"
#include "engine/uuid.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/group_members.h"
#include "server/operations/registry/tags.h"
#include "server/operations/registry/thing_groups.h"
#include "server/operations/tables.h"
#include "storage/registry/things.h"

namespace server {

using engine::BillingGroup;
using engine::Error;
using engine::ErrorCode;

namespace {

constexpr char kKind[] = "billinggroup";
constexpr char kProperties[] = "billingGroupProperties";

engine::Thing ThingIn(Context& c, const json& in) {
  return RequireThing(c, NameOrArn(in, "thingName", "thingArn", "thing"));
}

std::string GroupIn(Context& c, const json& in) {
  return RequireBillingGroup(c, NameOrArn(in, "billingGroupName", "billingGroupArn", kKind))
      .name;
}

json CreateBillingGroup(Context& c, const json& in) {
  BillingGroup group{.name = Text(in, "billingGroupName"),
                     .id = engine::NewUuid(),
                     .properties = in.value(kProperties, json::object()),
                     .created_at = c.now};
  const auto existing = storage::BillingGroups(c.store).Find(group.name);
  if (existing &&
      (existing->properties != group.properties || HasOtherTags(c, kKind, group.name, in))) {
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Billing group " + group.name + " already exists in account with different properties.",
        {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, kKind, group.name)}});
  }
  if (existing) {
    // AWS: creating a billing group again, alike, succeeds.
    group = *existing;
  } else {
    storage::BillingGroups(c.store).Insert(group);
    KeepTags(c, kKind, group.name, in);
  }
  return {{"billingGroupName", group.name},
          {"billingGroupArn", ArnOf(c, kKind, group.name)},
          {"billingGroupId", group.id}};
}

json DescribeBillingGroup(Context& c, const json& in) {
  const BillingGroup group = RequireBillingGroup(c, Text(in, "billingGroupName"));
  return {{"billingGroupName", group.name},
          {"billingGroupId", group.id},
          {"billingGroupArn", ArnOf(c, kKind, group.name)},
          {"version", group.version},
          {kProperties, group.properties},
          {"billingGroupMetadata", {{"creationDate", Seconds(group.created_at)}}}};
}

json UpdateBillingGroup(Context& c, const json& in) {
  BillingGroup group = RequireBillingGroup(c, Text(in, "billingGroupName"));
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group.version);
  group.properties.update(in.at(kProperties));
  ++group.version;
  storage::BillingGroups(c.store).Update(group);
  return {{"version", group.version}};
}

json DeleteBillingGroup(Context& c, const json& in) {
  const auto group = storage::BillingGroups(c.store).Find(Text(in, "billingGroupName"));
  // AWS: deleting a group that does not exist succeeds.
  if (!group) return json::object();
  engine::CheckVersion(Maybe<std::int64_t>(in, "expectedVersion"), group->version);
  storage::BillingGroups(c.store).Delete(group->name);
  return json::object();
}

json ListBillingGroups(Context& c, const json& in) {
  const std::string prefix = in.value("namePrefixFilter", "");
  const std::string list = "ListBillingGroups " + prefix;
  return GroupPage(c, "billingGroups", kKind, list,
                   storage::BillingGroups(c.store).List(prefix, PageFrom(in, list)));
}

json AddThingToBillingGroup(Context& c, const json& in) {
  engine::Thing thing = ThingIn(c, in);
  const std::string group = GroupIn(c, in);
  if (thing.billing_group == group) return json::object();
  // AWS: a thing is in one billing group at most.
  if (thing.billing_group) {
    throw Error(
        ErrorCode::kInvalidRequest,
        "Thing " + thing.name + " is already in billing group " + *thing.billing_group + ".");
  }
  thing.billing_group = group;
  storage::Things(c.store).Update(thing);
  return json::object();
}

json RemoveThingFromBillingGroup(Context& c, const json& in) {
  engine::Thing thing = ThingIn(c, in);
  if (thing.billing_group == GroupIn(c, in)) {
    thing.billing_group.reset();
    storage::Things(c.store).Update(thing);
  }
  return json::object();
}

json ListThingsInBillingGroup(Context& c, const json& in) {
  const std::string group = RequireBillingGroup(c, Text(in, "billingGroupName")).name;
  const std::string list = "ListThingsInBillingGroup " + group;
  const auto page = storage::Things(c.store).List({.billing_group = group}, PageFrom(in, list));
  json things = json::array();
  for (const engine::Thing& thing : page.rows) things.push_back(thing.name);
  json output = {{"things", std::move(things)}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

}  // namespace

OperationTable BillingGroupOperations() {
  return {
      {"CreateBillingGroup", CreateBillingGroup},
      {"DescribeBillingGroup", DescribeBillingGroup},
      {"UpdateBillingGroup", UpdateBillingGroup},
      {"DeleteBillingGroup", DeleteBillingGroup},
      {"ListBillingGroups", ListBillingGroups},
      {"AddThingToBillingGroup", AddThingToBillingGroup},
      {"RemoveThingFromBillingGroup", RemoveThingFromBillingGroup},
      {"ListThingsInBillingGroup", ListThingsInBillingGroup},
  };
}

}  // namespace server
