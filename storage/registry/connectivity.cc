#include "storage/registry/connectivity.h"

#include "engine/registry/connectivity.h"
#include "storage/binding.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/store.h"

namespace storage {

void Connectivity::Set(const std::string& client_id, const engine::Connectivity& connectivity) {
  Bind(store_.Prepared("INSERT INTO connectivity VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                       "  connected = excluded.connected, changed_at = excluded.changed_at,"
                       "  disconnect_reason = excluded.disconnect_reason"),
       client_id, connectivity.connected, connectivity.at, connectivity.disconnect_reason)
      .exec();
  if (!connectivity.connected) {
    Bind(store_.Prepared("DELETE FROM connectivity WHERE client_id = ?1"
                         " AND NOT EXISTS (SELECT 1 FROM thing WHERE thing_name = ?1)"),
         client_id)
        .exec();
    DynamicGroups(store_).Touch(client_id);
  }
}

std::optional<engine::Connectivity> Connectivity::Find(const std::string& client_id) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT connected, changed_at, disconnect_reason FROM connectivity WHERE client_id = ?");
  Bind(row, client_id);
  if (!row.executeStep()) return std::nullopt;
  engine::Connectivity connectivity{row.getColumn(0).getInt() != 0, At(row, 1), Text(row, 2)};
  row.reset();
  return connectivity;
}

std::vector<std::string> Connectivity::ConnectedClients() {
  SQLite::Statement& rows =
      store_.Prepared("SELECT client_id FROM connectivity WHERE connected");
  std::vector<std::string> clients;
  while (rows.executeStep()) clients.push_back(Text(rows, 0));
  return clients;
}

}  // namespace storage
