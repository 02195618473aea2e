#include "storage/registry/billing_groups.h"

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/store.h"

namespace storage {

std::optional<engine::BillingGroup> BillingGroups::Find(const std::string& name) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT group_name, group_id, properties, version, created_at FROM billing_group"
      " WHERE group_name = ?");
  Bind(row, name);
  if (!row.executeStep()) return std::nullopt;
  engine::BillingGroup group{.name = Text(row, 0),
                             .id = Text(row, 1),
                             .properties = nlohmann::json::parse(Text(row, 2)),
                             .version = row.getColumn(3).getInt64(),
                             .created_at = At(row, 4)};
  row.reset();
  return group;
}

void BillingGroups::Insert(const engine::BillingGroup& group) {
  const std::string properties = group.properties.dump();
  Bind(store_.Prepared("INSERT INTO billing_group VALUES (?, ?, ?, ?, ?)"), group.name,
       group.id, properties, group.version, group.created_at)
      .exec();
}

void BillingGroups::Update(const engine::BillingGroup& group) {
  const std::string properties = group.properties.dump();
  Bind(store_.Prepared(
           "UPDATE billing_group SET properties = ?, version = ? WHERE group_name = ?"),
       properties, group.version, group.name)
      .exec();
}

void BillingGroups::Delete(const std::string& name) {
  SQLite::Statement& things =
      store_.Prepared("SELECT thing_name FROM thing WHERE billing_group = ?");
  Bind(things, name);
  while (things.executeStep()) DynamicGroups(store_).Touch(Text(things, 0));
  things.reset();
  Bind(store_.Prepared("UPDATE thing SET billing_group = NULL WHERE billing_group = ?"), name)
      .exec();
  Bind(store_.Prepared("DELETE FROM billing_group WHERE group_name = ?"), name).exec();
}

Page<std::string> BillingGroups::List(const std::string& name_prefix, const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared("SELECT group_name FROM billing_group WHERE " +
                      std::string(kGroupNamesAfter) + " ORDER BY group_name LIMIT ?3");
  const std::string after = page.after.value_or("");
  Bind(rows, after, name_prefix, page.limit + 1);
  return TakeNames(rows, page.limit);
}

}  // namespace storage
