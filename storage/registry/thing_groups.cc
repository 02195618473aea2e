#include "storage/binding.h"
#include "storage/paging.h"
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

std::optional<engine::ThingGroup> Store::FindThingGroup(const std::string& name) {
  return OneGroup(Bind(Prepared(std::string(kSelectGroup) + "WHERE group_name = ?"), name));
}

std::optional<engine::ThingGroup> Store::FindThingGroupById(const std::string& id) {
  return OneGroup(Bind(Prepared(std::string(kSelectGroup) + "WHERE group_id = ?"), id));
}

void Store::Insert(const engine::ThingGroup& group) {
  const std::string properties = group.properties.dump();
  Bind(Prepared("INSERT INTO thing_group VALUES (?, ?, ?, ?, ?, ?)"), group.name, group.id,
       group.parent, properties, group.version, group.created_at)
      .exec();
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.groups.push_back({std::nullopt, group});
  }
  PutDynamicPart(group);
}

void Store::Update(const engine::ThingGroup& group) {
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.groups.push_back({FindThingGroup(group.name), group});
  }
  const std::string properties = group.properties.dump();
  Bind(Prepared("UPDATE thing_group SET properties = ?, version = ? WHERE group_name = ?"),
       properties, group.version, group.name)
      .exec();
  PutDynamicPart(group);
}

void Store::DeleteThingGroup(const std::string& name) {
  // Before the group goes, so that the jobs aimed at its ancestors are known.
  const auto groups = Lineage(name);
  SQLite::Statement& members =
      Prepared("SELECT thing_name FROM group_member WHERE group_name = ?");
  Bind(members, name);
  while (members.executeStep()) {
    changes_.memberships.push_back({Text(members, 0), groups, false});
    TouchMembership(Text(members, 0), name, false);
    TouchIndex(Text(members, 0));
  }
  members.reset();
  if (EventConfigurations().AnyOfRegistry()) {
    changes_.registry.groups.push_back({FindThingGroup(name), std::nullopt});
  }
  Bind(Prepared("DELETE FROM group_member WHERE group_name = ?"), name).exec();
  Bind(Prepared("DELETE FROM thing_group WHERE group_name = ?"), name).exec();
  dynamic_queries_.reset();
}

Page<std::string> Store::ListThingGroups(const ThingGroupFilter& filter,
                                         const PageRequest& page) {
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
  SQLite::Statement& rows = Prepared(sql + kGroupNamesAfter + " ORDER BY group_name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, after, filter.name_prefix, page.limit + 1);
  if (filter.parent) BindValue(rows, 4, filter.parent);
  return TakeNames(rows, page.limit);
}

int Store::CountChildGroups(const std::string& name) {
  SQLite::Statement& row = Prepared("SELECT count(*) FROM thing_group WHERE parent_name = ?");
  Bind(row, name).executeStep();
  const int count = row.getColumn(0).getInt();
  row.reset();
  return count;
}

bool Store::IsMember(const std::string& thing, const std::string& group) {
  SQLite::Statement& row =
      Prepared("SELECT 1 FROM group_member WHERE group_name = ? AND thing_name = ?");
  const bool found = Bind(row, group, thing).executeStep();
  row.reset();
  return found;
}

void Store::TouchMembership(const std::string& thing, const std::string& group, bool joined) {
  changes_.access.of.insert(thing);
  if (!EventConfigurations().Enabled(engine::EventType::kThingGroupMembership)) return;
  const auto found = FindThing(thing);
  const auto found_group = FindThingGroup(group);
  if (!found || !found_group) return;
  changes_.registry.memberships.push_back({thing, found->id, group, found_group->id, joined});
}

void Store::AddMember(const std::string& thing, const std::string& group) {
  const int added =
      Bind(Prepared("INSERT OR IGNORE INTO group_member VALUES (?, ?)"), group, thing).exec();
  if (added == 0) return;
  changes_.memberships.push_back({thing, Lineage(group), true});
  TouchMembership(thing, group, true);
  if (!IsDynamic(group)) TouchIndex(thing);
}

void Store::RemoveMember(const std::string& thing, const std::string& group) {
  const int removed =
      Bind(Prepared("DELETE FROM group_member WHERE group_name = ? AND thing_name = ?"), group,
           thing)
          .exec();
  if (removed == 0) return;
  changes_.memberships.push_back({thing, Lineage(group), false});
  TouchMembership(thing, group, false);
  if (!IsDynamic(group)) TouchIndex(thing);
}

std::vector<std::string> Store::GroupsOf(const std::string& thing) {
  SQLite::Statement& rows =
      Prepared("SELECT group_name FROM group_member WHERE thing_name = ? ORDER BY group_name");
  Bind(rows, thing);
  std::vector<std::string> groups;
  while (rows.executeStep()) groups.push_back(Text(rows, 0));
  return groups;
}

Page<std::string> Store::ListGroupsAbove(const std::string& thing, const PageRequest& page) {
  SQLite::Statement& rows = Prepared(
      "WITH RECURSIVE lineage (name) AS ("
      "  SELECT group_name FROM group_member WHERE thing_name = ?1 UNION"
      "  SELECT parent_name FROM thing_group JOIN lineage ON group_name = name"
      "  WHERE parent_name IS NOT NULL)"
      "SELECT name FROM lineage WHERE name > ?2 ORDER BY name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, thing, after, page.limit + 1);
  return TakeNames(rows, page.limit);
}

std::vector<std::string> Store::Lineage(const std::string& group) {
  SQLite::Statement& rows = Prepared(
      "WITH RECURSIVE lineage (name, distance) AS (VALUES (?, 0) UNION ALL"
      "  SELECT parent_name, distance + 1 FROM thing_group JOIN lineage ON group_name = name"
      "  WHERE parent_name IS NOT NULL)"
      "SELECT name FROM lineage ORDER BY distance");
  Bind(rows, group);
  std::vector<std::string> names;
  while (rows.executeStep()) names.push_back(Text(rows, 0));
  return names;
}

Page<std::string> Store::ListMembers(const std::string& group, bool recursive,
                                     const PageRequest& page) {
  SQLite::Statement& rows = Prepared(
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
