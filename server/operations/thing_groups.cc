#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/operations/input.h"
#include "server/operations/table.h"
#include "server/page_token.h"

namespace server::control {

using engine::Error;
using engine::ErrorCode;

namespace {

json GroupNameAndArn(const Context& c, const std::string& name) {
  return {{"groupName", name}, {"groupArn", ArnOf(c, "thinggroup", name)}};
}

void CheckPlace(Context& c, const std::string& parent) {
  RequireThingGroup(c, parent);
  if (c.store.Lineage(parent).size() >= engine::kDeepestGroup) {
    throw Error(ErrorCode::kInvalidRequest,
                "A hierarchy of thing groups can be at most 7 groups deep.");
  }
  if (c.store.CountChildGroups(parent) >= engine::kMostChildGroups) {
    throw Error(ErrorCode::kInvalidRequest,
                "Thing group " + parent + " already has 100 direct child groups.");
  }
}

// The name, given as such or in an ARN.
std::string NameIn(const json& in, const char* name_member, const char* arn_member,
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

struct Membership {
  std::string thing, group;
};

Membership MembershipFrom(Context& c, const json& in) {
  Membership membership{NameIn(in, "thingName", "thingArn", "thing"),
                        NameIn(in, "thingGroupName", "thingGroupArn", "thinggroup")};
  RequireThing(c, membership.thing);
  RequireThingGroup(c, membership.group);
  return membership;
}

}  // namespace

json CreateThingGroup(Context& c, const json& in) {
  engine::ThingGroup group{.name = Text(in, "thingGroupName"),
                           .id = engine::NewUuid(),
                           .parent = Maybe<std::string>(in, "parentGroupName"),
                           .properties = in.value("thingGroupProperties", json::object()),
                           .created_at = c.now};
  const auto existing = c.store.FindThingGroup(group.name);
  if (existing &&
      (existing->parent != group.parent || existing->properties != group.properties)) {
    throw Error(
        ErrorCode::kResourceAlreadyExists,
        "Thing group " + group.name + " already exists in account with different properties.",
        {{"resourceId", existing->id}, {"resourceArn", ArnOf(c, "thinggroup", group.name)}});
  }
  if (existing) {
    // Ours: creating a group again, alike, succeeds, as it does for things.
    group = *existing;
  } else {
    if (group.parent) CheckPlace(c, *group.parent);
    c.store.Insert(group);
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
    const auto lineage = c.store.Lineage(*group.parent);
    for (auto ancestor = lineage.rbegin(); ancestor != lineage.rend(); ++ancestor) {
      metadata["rootToParentThingGroups"].push_back(GroupNameAndArn(c, *ancestor));
    }
  }
  return {{"thingGroupName", group.name},
          {"thingGroupId", group.id},
          {"thingGroupArn", ArnOf(c, "thinggroup", group.name)},
          {"version", group.version},
          {"thingGroupProperties", group.properties},
          {"thingGroupMetadata", std::move(metadata)}};
}

json AddThingToThingGroup(Context& c, const json& in) {
  const auto [thing, group] = MembershipFrom(c, in);
  if (c.store.IsMember(thing, group)) return json::object();
  const auto groups = c.store.GroupsOf(thing);
  if (groups.size() >= engine::kMostGroupsOfAThing) {
    throw Error(ErrorCode::kInvalidRequest,
                "Thing " + thing + " is already in 10 thing groups.");
  }
  const std::string root = c.store.Lineage(group).back();
  const auto related = std::find_if(groups.begin(), groups.end(), [&](const auto& other) {
    return c.store.Lineage(other).back() == root;
  });
  if (related != groups.end()) {
    throw Error(ErrorCode::kInvalidRequest, "Thing " + thing + " is already in thing group " +
                                                *related + " of the same hierarchy as " +
                                                group + ".");
  }
  c.store.AddMember(thing, group);
  return json::object();
}

json RemoveThingFromThingGroup(Context& c, const json& in) {
  const auto [thing, group] = MembershipFrom(c, in);
  c.store.RemoveMember(thing, group);
  return json::object();
}

json ListThingsInThingGroup(Context& c, const json& in) {
  const engine::ThingGroup group = RequireThingGroup(c, Text(in, "thingGroupName"));
  const std::string list = "ListThingsInThingGroup " + group.name;
  const auto page = c.store.ListMembers(group.name, Flag(in, "recursive"), PageFrom(in, list));
  json output = {{"things", page.rows}};
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

}  // namespace server::control
