#include "engine/registry/connectivity.h"

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

void Store::SetConnectivity(const std::string& client_id,
                            const engine::Connectivity& connectivity) {
  Bind(Prepared("INSERT INTO connectivity VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                "  connected = excluded.connected, changed_at = excluded.changed_at,"
                "  disconnect_reason = excluded.disconnect_reason"),
       client_id, connectivity.connected, connectivity.at, connectivity.disconnect_reason)
      .exec();
  if (!connectivity.connected) {
    Bind(Prepared("DELETE FROM connectivity WHERE client_id = ?1"
                  " AND NOT EXISTS (SELECT 1 FROM thing WHERE thing_name = ?1)"),
         client_id)
        .exec();
  }
  TouchIndex(client_id);
}

std::optional<engine::Connectivity> Store::FindConnectivity(const std::string& client_id) {
  SQLite::Statement& row = Prepared(
      "SELECT connected, changed_at, disconnect_reason FROM connectivity WHERE client_id = ?");
  Bind(row, client_id);
  if (!row.executeStep()) return std::nullopt;
  engine::Connectivity connectivity{row.getColumn(0).getInt() != 0, At(row, 1), Text(row, 2)};
  row.reset();
  return connectivity;
}

std::vector<std::string> Store::ConnectedClients() {
  SQLite::Statement& rows = Prepared("SELECT client_id FROM connectivity WHERE connected");
  std::vector<std::string> clients;
  while (rows.executeStep()) clients.push_back(Text(rows, 0));
  return clients;
}

}  // namespace storage
