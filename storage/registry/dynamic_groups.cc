#include "storage/registry/dynamic_groups.h"

#include <algorithm>

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/store.h"

namespace storage {

void DynamicGroups::KeepBuilding(const engine::ThingGroup& group) {
  if (!group.dynamic) return;
  const engine::DynamicPart& part = *group.dynamic;
  Bind(store_.Prepared("INSERT INTO dynamic_group"
                       "  (group_name, query, status, building_since, building_after)"
                       "  VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_name) DO UPDATE SET"
                       "  query = excluded.query, status = excluded.status,"
                       "  building_since = excluded.building_since,"
                       "  building_after = excluded.building_after"),
       group.name, part.query, Name(part.status), part.building_since, part.building_after)
      .exec();
  store_.Remembered<std::vector<DynamicQuery>>().reset();
  if (part.status != engine::DynamicGroupStatus::kActive) {
    store_.Touched().building_groups.insert(group.name);
  }
}

const std::vector<DynamicQuery>& DynamicGroups::Queries() {
  auto& remembered = store_.Remembered<std::vector<DynamicQuery>>();
  if (remembered) return *remembered;
  SQLite::Statement& rows =
      store_.Prepared("SELECT group_name, query, status FROM dynamic_group ORDER BY sequence");
  std::vector<DynamicQuery> queries;
  while (rows.executeStep()) {
    // What was allowed once is not refused later, whatever has been indexed since.
    queries.push_back(
        {Text(rows, 0),
         engine::ParseSearchQuery(Text(rows, 1), {.connectivity = true, .shadows = true}),
         Text(rows, 2) != Name(engine::DynamicGroupStatus::kActive)});
  }
  rows.reset();
  return remembered.emplace(std::move(queries));
}

bool DynamicGroups::Has(const std::string& group) {
  const auto& queries = Queries();
  return std::any_of(queries.begin(), queries.end(),
                     [&](const DynamicQuery& query) { return query.group == group; });
}

std::optional<std::string> DynamicGroups::NextBuilding() {
  const auto& queries = Queries();
  const auto building = std::find_if(queries.begin(), queries.end(),
                                     [](const DynamicQuery& query) { return query.building; });
  if (building == queries.end()) return std::nullopt;
  return building->group;
}

bool DynamicGroups::Any() {
  return !Queries().empty();
}

void DynamicGroups::Touch(const std::string& thing) {
  if (Any()) store_.Touched().indexed_things.insert(thing);
}

}  // namespace storage
