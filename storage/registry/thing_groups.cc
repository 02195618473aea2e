#include "storage/registry/thing_groups.h"

#include "engine/messages/event_configurations.h"
#include "engine/messages/registry_events.h"
#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/event_configurations.h"
#include "storage/paging.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/registry/things.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectGroup[] =
    "SELECT group_name, group_id, parent_name, properties, version, created_at,"
    "  query, status, building_since, building_after "
    "FROM thing_group LEFT JOIN dynamic_group USING (group_name) ";

std::optional<engine::ThingGroup> OneGroup(SQLite::Statement& row) {
  if (!row.executeStep()) return std::nullopt;
  engine::ThingGroup group{.name = Text(row, 0),
                           .id = Text(row, 1),
                           .parent = MaybeText(row, 2),
                           .properties = nlohmann::json::parse(Text(row, 3)),
                           .version = row.getColumn(4).getInt64(),
                           .created_at = At(row, 5)};
  if (!row.isColumnNull(6)) {
    group.dynamic = engine::DynamicPart{
        .query = Text(row, 6),
        .status = engine::DynamicGroupStatusNamed(Text(row, 7)),
        .building_since = At(row, 8),
        .building_after = Text(row, 9),
    };
  }
  row.reset();
  return group;
}

}  // namespace

std::optional<engine::ThingGroup> ThingGroups::Find(const std::string& name) {
  return OneGroup(
      Bind(store_.Prepared(std::string(kSelectGroup) + "WHERE group_name = ?"), name));
}

std::optional<engine::ThingGroup> ThingGroups::FindById(const std::string& id) {
  return OneGroup(Bind(store_.Prepared(std::string(kSelectGroup) + "WHERE group_id = ?"), id));
}

void ThingGroups::Insert(const engine::ThingGroup& group) {
  const std::string properties = group.properties.dump();
  Bind(store_.Prepared("INSERT INTO thing_group VALUES (?, ?, ?, ?, ?, ?)"), group.name,
       group.id, group.parent, properties, group.version, group.created_at)
      .exec();
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.groups.push_back({std::nullopt, group});
  }
  DynamicGroups(store_).KeepBuilding(group);
}

void ThingGroups::Update(const engine::ThingGroup& group) {
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.groups.push_back({Find(group.name), group});
  }
  const std::string properties = group.properties.dump();
  Bind(store_.Prepared(
           "UPDATE thing_group SET properties = ?, version = ? WHERE group_name = ?"),
       properties, group.version, group.name)
      .exec();
  DynamicGroups(store_).KeepBuilding(group);
}

void ThingGroups::Delete(const std::string& name) {
  // Before the group goes, so that the jobs aimed at its ancestors are known.
  const auto groups = Lineage(name);
  SQLite::Statement& members =
      store_.Prepared("SELECT thing_name FROM group_member WHERE group_name = ?");
  Bind(members, name);
  while (members.executeStep()) {
    store_.Touched().memberships.push_back({Text(members, 0), groups, false});
    TouchMembership(Text(members, 0), name, false);
    DynamicGroups(store_).Touch(Text(members, 0));
  }
  members.reset();
  if (EventConfigurations(store_).Find().AnyOfRegistry()) {
    store_.Touched().registry.groups.push_back({Find(name), std::nullopt});
  }
  Bind(store_.Prepared("DELETE FROM group_member WHERE group_name = ?"), name).exec();
  Bind(store_.Prepared("DELETE FROM thing_group WHERE group_name = ?"), name).exec();
  store_.Remembered<std::vector<DynamicQuery>>().reset();
}

Page<std::string> ThingGroups::List(const ThingGroupFilter& filter, const PageRequest& page) {
  std::string sql = "SELECT group_name FROM thing_group WHERE ";
  if (filter.parent && filter.deep) {
    sql =
        "WITH RECURSIVE below (name) AS ("
        "  SELECT group_name FROM thing_group WHERE parent_name = ?4 UNION"
        "  SELECT group_name FROM thing_group JOIN below ON parent_name = name) " +
        sql + "group_name IN below AND ";
  } else if (filter.parent) {
    sql += "parent_name = ?4 AND ";
  } else if (!filter.deep) {
    sql += "parent_name IS NULL AND ";
  }
  SQLite::Statement& rows =
      store_.Prepared(sql + kGroupNamesAfter + " ORDER BY group_name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, after, filter.name_prefix, page.limit + 1);
  if (filter.parent) BindValue(rows, 4, filter.parent);
  return TakeNames(rows, page.limit);
}

int ThingGroups::CountChildren(const std::string& name) {
  SQLite::Statement& row =
      store_.Prepared("SELECT count(*) FROM thing_group WHERE parent_name = ?");
  Bind(row, name).executeStep();
  const int count = row.getColumn(0).getInt();
  row.reset();
  return count;
}

bool ThingGroups::IsMember(const std::string& thing, const std::string& group) {
  SQLite::Statement& row =
      store_.Prepared("SELECT 1 FROM group_member WHERE group_name = ? AND thing_name = ?");
  const bool found = Bind(row, group, thing).executeStep();
  row.reset();
  return found;
}

void ThingGroups::TouchMembership(const std::string& thing, const std::string& group,
                                  bool joined) {
  store_.Touched().access.of.insert(thing);
  if (!EventConfigurations(store_).Find().Enabled(engine::EventType::kThingGroupMembership))
    return;
  const auto found = Things(store_).Find(thing);
  const auto found_group = Find(group);
  if (!found || !found_group) return;
  store_.Touched().registry.memberships.push_back(
      {thing, found->id, group, found_group->id, joined});
}

void ThingGroups::AddMember(const std::string& thing, const std::string& group) {
  const int added =
      Bind(store_.Prepared("INSERT OR IGNORE INTO group_member VALUES (?, ?)"), group, thing)
          .exec();
  if (added == 0) return;
  store_.Touched().memberships.push_back({thing, Lineage(group), true});
  TouchMembership(thing, group, true);
  if (!DynamicGroups(store_).Has(group)) DynamicGroups(store_).Touch(thing);
}

void ThingGroups::RemoveMember(const std::string& thing, const std::string& group) {
  const int removed =
      Bind(store_.Prepared("DELETE FROM group_member WHERE group_name = ? AND thing_name = ?"),
           group, thing)
          .exec();
  if (removed == 0) return;
  store_.Touched().memberships.push_back({thing, Lineage(group), false});
  TouchMembership(thing, group, false);
  if (!DynamicGroups(store_).Has(group)) DynamicGroups(store_).Touch(thing);
}

std::vector<std::string> ThingGroups::Of(const std::string& thing) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT group_name FROM group_member WHERE thing_name = ? ORDER BY group_name");
  Bind(rows, thing);
  std::vector<std::string> groups;
  while (rows.executeStep()) groups.push_back(Text(rows, 0));
  return groups;
}

Page<std::string> ThingGroups::ListAbove(const std::string& thing, const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      "WITH RECURSIVE lineage (name) AS ("
      "  SELECT group_name FROM group_member WHERE thing_name = ?1 UNION"
      "  SELECT parent_name FROM thing_group JOIN lineage ON group_name = name"
      "  WHERE parent_name IS NOT NULL)"
      "SELECT name FROM lineage WHERE name > ?2 ORDER BY name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, thing, after, page.limit + 1);
  return TakeNames(rows, page.limit);
}

std::vector<std::string> ThingGroups::Lineage(const std::string& group) {
  SQLite::Statement& rows = store_.Prepared(
      "WITH RECURSIVE lineage (name, distance) AS (VALUES (?, 0) UNION ALL"
      "  SELECT parent_name, distance + 1 FROM thing_group JOIN lineage ON group_name = name"
      "  WHERE parent_name IS NOT NULL)"
      "SELECT name FROM lineage ORDER BY distance");
  Bind(rows, group);
  std::vector<std::string> names;
  while (rows.executeStep()) names.push_back(Text(rows, 0));
  return names;
}

Page<std::string> ThingGroups::ListMembers(const std::string& group, bool recursive,
                                           const PageRequest& page) {
  SQLite::Statement& rows = store_.Prepared(
      recursive ? "WITH RECURSIVE tree (name) AS (VALUES (?1) UNION"
                  "  SELECT group_name FROM thing_group JOIN tree ON parent_name = name)"
                  "SELECT DISTINCT thing_name FROM group_member"
                  "  WHERE group_name IN tree AND thing_name > ?2 ORDER BY thing_name LIMIT ?3"
                : "SELECT thing_name FROM group_member"
                  "  WHERE group_name = ?1 AND thing_name > ?2 ORDER BY thing_name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, group, after, page.limit + 1);
  return TakeNames(rows, page.limit);
}

}  // namespace storage
