#include <algorithm>

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

void Store::PutDynamicPart(const engine::ThingGroup& group) {
  if (!group.dynamic) return;
  const engine::DynamicPart& part = *group.dynamic;
  Bind(Prepared("INSERT INTO dynamic_group"
                "  (group_name, query, status, building_since, building_after)"
                "  VALUES (?, ?, ?, ?, ?) ON CONFLICT (group_name) DO UPDATE SET"
                "  query = excluded.query, status = excluded.status,"
                "  building_since = excluded.building_since,"
                "  building_after = excluded.building_after"),
       group.name, part.query, Name(part.status), part.building_since, part.building_after)
      .exec();
  dynamic_queries_.reset();
  if (part.status != engine::DynamicGroupStatus::kActive) {
    changes_.building_groups.insert(group.name);
  }
}

const std::vector<DynamicQuery>& Store::DynamicQueries() {
  if (dynamic_queries_) return *dynamic_queries_;
  SQLite::Statement& rows =
      Prepared("SELECT group_name, query, status FROM dynamic_group ORDER BY sequence");
  std::vector<DynamicQuery> queries;
  while (rows.executeStep()) {
    // What was allowed once is not refused later, whatever has been indexed since.
    queries.push_back(
        {Text(rows, 0),
         engine::ParseSearchQuery(Text(rows, 1), {.connectivity = true, .shadows = true}),
         Text(rows, 2) != Name(engine::DynamicGroupStatus::kActive)});
  }
  rows.reset();
  return dynamic_queries_.emplace(std::move(queries));
}

bool Store::IsDynamic(const std::string& group) {
  const auto& queries = DynamicQueries();
  return std::any_of(queries.begin(), queries.end(),
                     [&](const DynamicQuery& query) { return query.group == group; });
}

std::optional<std::string> Store::NextBuildingGroup() {
  const auto& queries = DynamicQueries();
  const auto building = std::find_if(queries.begin(), queries.end(),
                                     [](const DynamicQuery& query) { return query.building; });
  if (building == queries.end()) return std::nullopt;
  return building->group;
}

void Store::TouchIndex(const std::string& thing) {
  if (!DynamicQueries().empty()) changes_.indexed_things.insert(thing);
}

}  // namespace storage
