#include "mqtt_bridge/clients.h"

#include "mqtt_bridge/connect_packet.h"

namespace mqtt_bridge {

void Clients::Hear(Client& client, std::string_view bytes) {
  if (!client.client_id && client.first_bytes.size() <= kMostOfAConnect) {
    client.first_bytes += bytes;
    if (const auto id = ClientIdOf(client.first_bytes)) Know(client, *id);
  }
  if (client.goodbye.IsIn(bytes)) TakeLeave(client);
}

void Clients::Know(Client& client, const std::string& client_id) {
  if (client.is_gone) return;
  client.first_bytes = {};
  client.client_id = client_id;
  by_id_[client_id] = &client;
}

void Clients::TakeLeave(const Client& client) {
  if (IsKnown(client)) takes_leave_(*client.client_id);
}

void Clients::Forget(Client& client) {
  client.is_gone = true;
  if (IsKnown(client)) by_id_.erase(*client.client_id);
}

engine::Identity Clients::IdentityOf(const std::string& client_id) const {
  const auto found = by_id_.find(client_id);
  return found == by_id_.end() ? engine::Identity{} : found->second->identity;
}

bool Clients::IsKnown(const Client& client) const {
  const auto found = by_id_.find(client.client_id.value_or(""));
  return found != by_id_.end() && found->second == &client;
}

}  // namespace mqtt_bridge
