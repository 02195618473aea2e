#include "mqtt_bridge/front/clients.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mqtt_bridge/front/connack_packet.h"

namespace mqtt_bridge {

using nlohmann::json;

namespace {

std::uint8_t ReasonOf(engine::BrokerRule rule) {
  if (rule == engine::BrokerRule::kQos2) return MQTT_RC_QOS_NOT_SUPPORTED;
  if (rule == engine::BrokerRule::kRetain) return MQTT_RC_RETAIN_NOT_SUPPORTED;
  return MQTT_RC_NOT_AUTHORIZED;
}

}  // namespace

void Clients::SetIntroduction(Introduce introduce, Ended ended) {
  introduce_ = std::move(introduce);
  ended_ = std::move(ended);
}

bool Clients::Refuse(Client& client, const ConnectPacket& packet, std::uint8_t return_code,
                     std::uint8_t reason_code, json why) const {
  client.last_words =
      packet.is_mqtt5 ? RefusingConnackOfMqtt5(reason_code) : RefusingConnack(return_code);
  why["clientId"] = packet.client_id;
  why["action"] = "iot:Connect";
  refused_(why);
  return false;
}

void Clients::WarnOfOtherProtocol(const Client& client, std::string_view bytes) {
  constexpr std::array<std::string_view, 7> kMethods{"GET ",   "PUT ",    "POST ",   "HEAD ",
                                                     "PATCH ", "DELETE ", "OPTIONS "};
  const bool is_http = std::ranges::any_of(
      kMethods, [&](std::string_view method) { return bytes.starts_with(method); });
  spdlog::warn("a client at {} speaks no MQTT to the port {}, and is turned away: {}",
               client.identity.ip_address, client.identity.listener,
               is_http ? "it speaks HTTP, for which the ready line names https:// or http://"
                       : "its first packet is no CONNECT, or is larger than AWS takes");
}

bool Clients::Admit(Client& client, ConnectPacket& packet, std::string& bytes) {
  const std::string& id = packet.client_id;
  if (client.is_gone) return false;
  if (packet.level == 0) {
    return Refuse(client, packet, CONNACK_REFUSED_PROTOCOL_VERSION,
                  MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION,
                  {{"why", "it speaks a version of MQTT other than 3.1, 3.1.1 and 5"}});
  }
  if (mosquitto_validate_utf8(id.data(), static_cast<int>(id.size())) != 0) {
    return Refuse(client, packet, CONNACK_REFUSED_IDENTIFIER_REJECTED,
                  MQTT_RC_CLIENTID_NOT_VALID, {{"why", "its client id is not UTF-8"}});
  }
  if (packet.last_will_topic) {
    // AWS: a last will is like any other message. The broker's plugin sees it too late.
    if (const auto refusal = rules_.RefusedPublish({.topic = *packet.last_will_topic,
                                                    .qos = packet.last_will_qos,
                                                    .retain = packet.retains_last_will})) {
      return Refuse(
          client, packet, CONNACK_REFUSED_NOT_AUTHORIZED, ReasonOf(refusal->rule),
          {{"rule", engine::Name(refusal->rule)}, {"why", "its last will: " + refusal->why}});
    }
  }
  client.client_id = id;
  if (Fails(client, engine::FaultKind::kRefuseConnect)) {
    client.last_words = packet.is_mqtt5 ? RefusingConnackOfMqtt5(MQTT_RC_SERVER_UNAVAILABLE)
                                        : RefusingConnack(CONNACK_REFUSED_SERVER_UNAVAILABLE);
    return false;
  }
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

bool Clients::Fails(const Client& client, engine::FaultKind kind) const {
  if (!client.client_id || !MayFail()) return false;
  const engine::Occasion packet{.place = engine::FaultPlace::kConnection,
                                .over = engine::Transport::kMqtt,
                                .thing = *client.client_id,
                                .of_connection = kind};
  return faults_.strike(packet).has_value();
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
