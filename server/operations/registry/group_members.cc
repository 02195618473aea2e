#include "server/operations/registry/group_members.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/arn.h"
#include "engine/error.h"
#include "engine/registry/thing_group.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/registry/thing_groups.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

namespace {

struct Membership {
  std::string thing, group;
};

Membership MembershipFrom(Context& c, const json& in) {
  Membership membership{NameOrArn(in, "thingName", "thingArn", "thing"),
                        NameOrArn(in, "thingGroupName", "thingGroupArn", "thinggroup")};
  RequireThing(c, membership.thing);
  RequireStaticGroup(c, membership.group);
  return membership;
}

// AWS: one of the ten groups that is dynamic can make room; the thing then leaves the newest.
void Join(Context& c, const json& in, const std::string& thing, const std::string& group) {
  if (storage::ThingGroups(c.store).IsMember(thing, group)) return;
  auto groups = storage::ThingGroups(c.store).Of(thing);
  if (Flag(in, "overrideDynamicGroups")) {
    std::erase_if(
        groups, [&](const auto& other) { return storage::DynamicGroups(c.store).Has(other); });
  }
  if (c.settings.enforce_limits && groups.size() >= engine::kMostGroupsOfAThing) {
    throw Error(ErrorCode::kInvalidRequest,
                "Thing " + thing + " is already in 10 thing groups.");
  }
  const std::string root = storage::ThingGroups(c.store).Lineage(group).back();
  const auto related = std::find_if(groups.begin(), groups.end(), [&](const auto& other) {
    return storage::ThingGroups(c.store).Lineage(other).back() == root;
  });
  if (related != groups.end()) {
    throw Error(ErrorCode::kInvalidRequest, "Thing " + thing + " is already in thing group " +
                                                *related + " of the same hierarchy as " +
                                                group + ".");
  }
  storage::ThingGroups(c.store).AddMember(thing, group);
}

std::vector<std::string> GroupsIn(Context& c, const json& in, const char* member) {
  auto groups =
      Maybe<std::vector<std::string>>(in, member).value_or(std::vector<std::string>{});
  for (const std::string& group : groups) RequireStaticGroup(c, group);
  return groups;
}

}  // namespace

std::string NameOrArn(const json& in, const char* name_member, const char* arn_member,
                      const char* kind) {
  const auto name = Maybe<std::string>(in, name_member);
  std::optional<std::string> named_by_arn;
  if (const auto text = Maybe<std::string>(in, arn_member)) {
    const auto arn = engine::ParseArn(*text);
    if (!arn || arn->kind != kind) {
      throw Error(ErrorCode::kInvalidRequest,
                  std::string(arn_member) + " " + *text + " is not the ARN of a " + kind + ".");
    }
    named_by_arn = arn->name;
  }
  if (!name && !named_by_arn) {
    throw Error(ErrorCode::kInvalidRequest, std::string("Either ") + name_member + " or " +
                                                arn_member + " must be provided.");
  }
  if (name && named_by_arn && *name != *named_by_arn) {
    throw Error(ErrorCode::kInvalidRequest,
                std::string(name_member) + " and " + arn_member + " name different resources.");
  }
  return name ? *name : *named_by_arn;
}

namespace {

json AddThingToThingGroup(Context& c, const json& in) {
  const auto [thing, group] = MembershipFrom(c, in);
  Join(c, in, thing, group);
  return json::object();
}

json RemoveThingFromThingGroup(Context& c, const json& in) {
  const auto [thing, group] = MembershipFrom(c, in);
  storage::ThingGroups(c.store).RemoveMember(thing, group);
  return json::object();
}

json UpdateThingGroupsForThing(Context& c, const json& in) {
  const auto thing = Maybe<std::string>(in, "thingName");
  if (!thing) throw Error(ErrorCode::kInvalidRequest, "thingName must be provided.");
  RequireThing(c, *thing);
  const auto joined = GroupsIn(c, in, "thingGroupsToAdd");
  const auto left = GroupsIn(c, in, "thingGroupsToRemove");
  // Ours: leaving comes first, so that a thing can move within a hierarchy.
  for (const std::string& group : left)
    storage::ThingGroups(c.store).RemoveMember(*thing, group);
  for (const std::string& group : joined) Join(c, in, *thing, group);
  return json::object();
}

json ListThingsInThingGroup(Context& c, const json& in) {
  const engine::ThingGroup group = RequireThingGroup(c, Text(in, "thingGroupName"));
  const std::string list = "ListThingsInThingGroup " + group.name;
  const auto page = storage::ThingGroups(c.store).ListMembers(group.name, Flag(in, "recursive"),
                                                              PageFrom(in, list));
  json output = {{"things", page.rows}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

}  // namespace

OperationTable GroupMemberOperations() {
  return {
      {"AddThingToThingGroup", AddThingToThingGroup},
      {"RemoveThingFromThingGroup", RemoveThingFromThingGroup},
      {"UpdateThingGroupsForThing", UpdateThingGroupsForThing},
      {"ListThingsInThingGroup", ListThingsInThingGroup},
  };
}

}  // namespace server
