#include "server/service/thing_index.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/registry/thing_group.h"
#include "server/service/settle.h"
#include "storage/registry/connectivity.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/registry/thing_groups.h"
#include "storage/registry/things.h"
#include "storage/settings.h"

namespace server {

namespace {

// Ours: queries of dynamic groups do not see memberships of dynamic groups; else two could
// chase each other for ever.
IndexParts ForMembership(Context& c) {
  const nlohmann::json things = IndexingConfiguration(c)["thingIndexingConfiguration"];
  return {.dynamic_groups = false,
          .connectivity = things.value("thingConnectivityIndexingMode", "OFF") != "OFF"};
}

IndexParts Both(const IndexParts& one, const IndexParts& other) {
  return {.groups = one.groups && other.groups,
          .dynamic_groups = one.dynamic_groups && other.dynamic_groups,
          .connectivity = one.connectivity && other.connectivity};
}

struct GroupsOfThing {
  std::size_t fixed = 0;
  std::set<std::string> dynamic;
};

GroupsOfThing GroupsOf(Context& c, const std::string& thing) {
  GroupsOfThing groups;
  for (std::string& group : storage::ThingGroups(c.store).Of(thing)) {
    if (storage::DynamicGroups(c.store).Has(group)) {
      groups.dynamic.insert(std::move(group));
    } else {
      ++groups.fixed;
    }
  }
  return groups;
}

}  // namespace

nlohmann::json IndexingConfiguration(Context& c) {
  using nlohmann::json;
  json configuration = storage::Settings(c.store).Find(kIndexingSetting);
  if (configuration.is_null()) configuration = json::object();
  configuration.emplace(
      "thingIndexingConfiguration",
      json({{"thingIndexingMode", "OFF"}, {"thingConnectivityIndexingMode", "OFF"}}));
  configuration.emplace("thingGroupIndexingConfiguration",
                        json({{"thingGroupIndexingMode", "OFF"}}));
  return configuration;
}

IndexParts PartsFor(const engine::SearchQuery& query) {
  return {.groups = AsksFor(query, "thingGroupNames"),
          .connectivity = AsksFor(query, "connectivity.")};
}

engine::IndexDocument IndexDocumentOf(Context& c, const engine::Thing& thing,
                                      const IndexParts& parts) {
  engine::IndexDocument document = {{"thingName", thing.name}, {"thingId", thing.id}};
  if (thing.type) document.emplace_back("thingTypeName", *thing.type);
  for (const auto& [name, value] : thing.attributes.items()) {
    document.emplace_back("attributes." + name, value.get_ref<const std::string&>());
  }
  if (parts.groups) {
    for (const std::string& group : storage::ThingGroups(c.store).Of(thing.name)) {
      if (!parts.dynamic_groups && storage::DynamicGroups(c.store).Has(group)) continue;
      document.emplace_back("thingGroupNames", group);
    }
    if (thing.billing_group) document.emplace_back("thingGroupNames", *thing.billing_group);
  }
  if (parts.connectivity) {
    // AWS: a thing that was never connected has an entry too.
    const auto known =
        storage::Connectivity(c.store).Find(thing.name).value_or(engine::Connectivity{});
    document.emplace_back("connectivity.connected", known.connected ? "true" : "false");
    document.emplace_back("connectivity.clientId", thing.name);
    document.emplace_back("connectivity.timestamp",
                          std::to_string(engine::Milliseconds(known.at)));
    if (!known.disconnect_reason.empty()) {
      document.emplace_back("connectivity.disconnectReason", known.disconnect_reason);
    }
  }
  return document;
}

// AWS: a thing is in ten groups at most; static groups come first, then the older ones of the
// dynamic groups.
void FollowThing(Context& c, const std::string& thing_name) {
  const auto thing = storage::Things(c.store).Find(thing_name);
  if (!thing) return;
  const auto document = IndexDocumentOf(c, *thing, ForMembership(c));
  const GroupsOfThing groups = GroupsOf(c, thing_name);
  std::size_t count = groups.fixed;
  std::vector<std::string> joined;
  for (const auto& [group, query, building] : storage::DynamicGroups(c.store).Queries()) {
    const bool has_room = !c.settings.enforce_limits || count < engine::kMostGroupsOfAThing;
    const bool finds = has_room && Matches(query, document);
    if (finds) ++count;
    const bool is_member = groups.dynamic.contains(group);
    if (finds && !is_member) joined.push_back(group);
    if (!finds && is_member) storage::ThingGroups(c.store).RemoveMember(thing_name, group);
  }
  for (const std::string& group : joined)
    storage::ThingGroups(c.store).AddMember(thing_name, group);
}

void BuildOn(Context& c, const std::string& group_name) {
  auto group = storage::ThingGroups(c.store).Find(group_name);
  if (!group || !group->dynamic) return;
  engine::DynamicPart& part = *group->dynamic;
  if (part.status == engine::DynamicGroupStatus::kActive) return;
  const auto& queries = storage::DynamicGroups(c.store).Queries();
  const engine::SearchQuery query =
      std::find_if(queries.begin(), queries.end(), [&](const storage::DynamicQuery& candidate) {
        return candidate.group == group_name;
      })->query;
  const IndexParts parts = Both(PartsFor(query), ForMembership(c));
  const auto page =
      storage::Things(c.store).List({}, {.limit = kMostAtOnce, .after = part.building_after});
  for (const engine::Thing& thing : page.rows) {
    const bool finds = Matches(query, IndexDocumentOf(c, thing, parts));
    if (finds != storage::ThingGroups(c.store).IsMember(thing.name, group_name))
      FollowThing(c, thing.name);
  }
  if (page.next) {
    part.building_after = *page.next;
  } else {
    part.status = engine::DynamicGroupStatus::kActive;
    part.building_after.clear();
  }
  storage::DynamicGroups(c.store).KeepBuilding(*group);
}

}  // namespace server
