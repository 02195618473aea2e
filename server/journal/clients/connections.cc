#include "server/journal/clients/connections.h"

namespace server {

void Connections::Record(const Committed& committed) {
  if (committed.presence == nullptr) return;
  const engine::Presence& client = *committed.presence;
  if (client.connected) {
    connections_.insert_or_assign(client.client_id, Connection{client, committed.at});
  } else {
    connections_.erase(client.client_id);
  }
}

}  // namespace server
