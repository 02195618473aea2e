#include "mqtt_bridge/front/clients.h"

#include <mosquitto.h>

#include <nlohmann/json.hpp>

namespace mqtt_bridge {

void Clients::SetIntroduction(Introduce introduce, Ended ended) {
  introduce_ = std::move(introduce);
  ended_ = std::move(ended);
}

bool Clients::Admit(Client& client, ConnectPacket& packet, std::string& bytes) {
  const std::string& id = packet.client_id;
  if (client.is_gone || mosquitto_validate_utf8(id.data(), static_cast<int>(id.size())) != 0) {
    return false;
  }
  if (packet.last_will_topic) {
    // AWS: a last will is like any other message. The broker's plugin sees it too late.
    if (const auto refusal = rules_.RefusedPublish({.topic = *packet.last_will_topic,
                                                    .qos = packet.last_will_qos,
                                                    .retain = packet.retains_last_will})) {
      refused_({{"clientId", id},
                {"action", "iot:Connect"},
                {"rule", engine::Name(refusal->rule)},
                {"why", "its last will: " + refusal->why}});
      return false;
    }
  }
  client.client_id = id;
  by_id_[id] = &client;
  const std::uint16_t keep_alive = rules_.KeepAlive(packet.keep_alive);
  if (packet.is_mqtt5) {
    if (keep_alive != packet.keep_alive) client.to_hear.server_keep_alive = keep_alive;
    const std::uint32_t expiry = rules_.SessionExpiry(packet.session_expiry);
    if (expiry != packet.session_expiry) client.to_hear.session_expiry = expiry;
    if (rules_.Holds(engine::BrokerRule::kQos2)) client.to_hear.maximum_qos = 1;
  }
  SetKeepAlive(bytes, packet, keep_alive);
  const engine::ConnectAttempt attempt{client.identity, id, packet.persistent,
                                       packet.last_will_topic};
  if (const auto introduction = introduce_ ? introduce_(attempt) : std::nullopt) {
    client.user_name = introduction->user_name;
    SetCredentials(bytes, packet, introduction->user_name, introduction->password);
  }
  return true;
}

void Clients::Forget(Client& client) {
  client.is_gone = true;
  if (IsKnown(client)) by_id_.erase(*client.client_id);
  if (ended_ && !client.user_name.empty()) ended_(client.user_name);
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
