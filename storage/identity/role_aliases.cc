#include "storage/identity/role_aliases.h"

#include "storage/binding.h"
#include "storage/paging.h"
#include "storage/store.h"

namespace storage {

std::optional<engine::RoleAlias> RoleAliases::Find(const std::string& name) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT role_alias, role_arn, credential_seconds, created_at, updated_at FROM role_alias"
      " WHERE role_alias = ?");
  if (!Bind(row, name).executeStep()) return std::nullopt;
  engine::RoleAlias alias{.name = Text(row, 0),
                          .role_arn = Text(row, 1),
                          .credential_seconds = row.getColumn(2).getInt64(),
                          .created_at = At(row, 3),
                          .updated_at = At(row, 4)};
  row.reset();
  return alias;
}

void RoleAliases::Insert(const engine::RoleAlias& alias) {
  Bind(store_.Prepared("INSERT INTO role_alias VALUES (?, ?, ?, ?, ?)"), alias.name,
       alias.role_arn, alias.credential_seconds, alias.created_at, alias.updated_at)
      .exec();
}

void RoleAliases::Update(const engine::RoleAlias& alias) {
  Bind(store_.Prepared("UPDATE role_alias SET role_arn = ?, credential_seconds = ?,"
                       " updated_at = ? WHERE role_alias = ?"),
       alias.role_arn, alias.credential_seconds, alias.updated_at, alias.name)
      .exec();
}

void RoleAliases::Delete(const std::string& name) {
  Bind(store_.Prepared("DELETE FROM role_alias WHERE role_alias = ?"), name).exec();
}

int RoleAliases::Count() {
  SQLite::Statement& row = store_.Prepared("SELECT count(*) FROM role_alias");
  row.executeStep();
  const int count = row.getColumn(0).getInt();
  row.reset();
  return count;
}

Page<std::string> RoleAliases::List(bool ascending, const PageRequest& page) {
  SQLite::Statement& rows =
      store_.Prepared(std::string("SELECT role_alias FROM role_alias WHERE ") +
                      (ascending ? "role_alias > ? ORDER BY role_alias"
                                 : "role_alias < ? ORDER BY role_alias DESC") +
                      " LIMIT ?");
  // Names are of ASCII.
  const std::string start = page.after.value_or(ascending ? "" : "\x7f");
  Bind(rows, start, page.limit + 1);
  return TakeNames(rows, page.limit);
}

}  // namespace storage
