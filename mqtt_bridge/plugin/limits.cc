#include "mqtt_bridge/plugin/limits.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>
#include <mqtt_protocol.h>

#include "engine/broker/reserved_topics.h"
#include "mqtt_bridge/plugin/refusal.h"
#include "mqtt_bridge/plugin/text.h"
#include "mqtt_bridge/plugin_protocol.h"

namespace {

// MQTT 5 has codes for some of them.
int ErrorFor(engine::BrokerRule rule) {
  switch (rule) {
    case engine::BrokerRule::kQos2:
      return MOSQ_ERR_QOS_NOT_SUPPORTED;
    case engine::BrokerRule::kRetain:
      return MOSQ_ERR_RETAIN_NOT_SUPPORTED;
    case engine::BrokerRule::kClientId:
      return MOSQ_ERR_AUTH;
    default:
      return MOSQ_ERR_UNKNOWN;
  }
}

}  // namespace

int Limits::CheckConnect(const mosquitto* client) noexcept {
  try {
    const std::string_view id = OrEmpty(mosquitto_client_id(client));
    const auto refusal = rules_.RefusedConnect(id);
    return refusal ? Refuse(client, *refusal, "iot:Connect", "") : MOSQ_ERR_SUCCESS;
  } catch (...) {
    return MOSQ_ERR_NOMEM;
  }
}

int Limits::CheckPublish(const mosquitto_evt_acl_check& publish) noexcept {
  try {
    const std::string_view topic = OrEmpty(publish.topic);
    const auto refusal = rules_.RefusedPublish({.topic = topic,
                                                .payload_bytes = publish.payloadlen,
                                                .qos = publish.qos,
                                                .retain = publish.retain});
    if (refusal) return Refuse(publish.client, *refusal, "iot:Publish", topic);
    WarnOfService(publish.client, topic);
    // Of what is like one of Jobs the emulator hears, and tells it as a near miss.
    if (topic.find("/jobs/") == topic.npos) WarnOfMissingDollar(publish.client, topic);
    return MOSQ_ERR_SUCCESS;
  } catch (...) {
    return MOSQ_ERR_NOMEM;
  }
}

int Limits::CheckSubscribe(const mosquitto_evt_acl_check& subscribe) noexcept {
  try {
    const std::string_view filter = OrEmpty(subscribe.topic);
    Client& client = Of(subscribe.client);
    if (client.turn != turn_) client.filters_in_packet = 0;
    client.turn = turn_;
    const bool is_new = !client.filters.contains(filter);
    const auto refusal =
        rules_.RefusedSubscribe({.filter = filter,
                                 .qos = subscribe.qos,
                                 .subscriptions = client.filters.size() + (is_new ? 1 : 0),
                                 .filters_in_packet = ++client.filters_in_packet});
    if (!refusal) {
      WarnOfMissingDollar(subscribe.client, filter);
      return MOSQ_ERR_SUCCESS;
    }
    return Refuse(subscribe.client, *refusal, "iot:Subscribe", filter);
  } catch (...) {
    return MOSQ_ERR_NOMEM;
  }
}

bool Limits::Delivers(const mosquitto* client, const char* topic) const noexcept {
  const auto found = clients_.find(OrEmpty(mosquitto_client_id(client)));
  return found == clients_.end() || !found->second.has_wildcards ||
         rules_.Delivers(found->second.filters, OrEmpty(topic));
}

void Limits::Subscribed(const mosquitto* client, const char* filter, int qos) noexcept {
  try {
    Client& known = Of(client);
    known.filters.insert_or_assign(std::string(OrEmpty(filter)), qos);
    known.has_wildcards =
        known.has_wildcards || OrEmpty(filter).find_first_of("+#") != std::string_view::npos;
  } catch (...) {
    // Uncounted, for want of room.
  }
  Tell(OrEmpty(mosquitto_client_id(client)), "subscribed", qos, OrEmpty(filter));
}

void Limits::Unsubscribed(const mosquitto* client, const char* filter) noexcept {
  const auto found = clients_.find(OrEmpty(mosquitto_client_id(client)));
  if (found == clients_.end()) return;
  const auto subscription = found->second.filters.find(OrEmpty(filter));
  if (subscription == found->second.filters.end()) return;
  found->second.filters.erase(subscription);
  Tell(found->first, "unsubscribed", 0, OrEmpty(filter));
}

void Limits::Came(const mosquitto* client) noexcept {
  const auto found = clients_.find(OrEmpty(mosquitto_client_id(client)));
  if (found == clients_.end()) return;
  Client& known = found->second;
  const bool is_over =
      known.connection == nullptr && std::chrono::steady_clock::now() - known.left >= kSession;
  if (is_over || mosquitto_client_clean_session(client)) {
    clients_.erase(found);
  } else {
    known.connection = client;
    try {
      resuming_.push_back(found->first);
    } catch (...) {
      // Untold, for want of room.
    }
  }
}

void Limits::NextTurn() noexcept {
  ++turn_;
  for (const std::string& id : resuming_) {
    const auto found = clients_.find(id);
    if (found == clients_.end() || found->second.connection == nullptr) continue;
    ForgetIfNew(found->second);
    TellAll(id, found->second);
  }
  resuming_.clear();
}

void Limits::Left(const mosquitto* client) noexcept {
  const auto found = clients_.find(OrEmpty(mosquitto_client_id(client)));
  if (found == clients_.end() || found->second.connection != client) return;
  found->second.connection = nullptr;
  found->second.left = std::chrono::steady_clock::now();
  // In MQTT 5 that is about sessions of before, and how long this one lasts is not told.
  const bool ends =
      mosquitto_client_clean_session(client) && mosquitto_client_protocol_version(client) < 5;
  if (ends || found->second.filters.empty()) clients_.erase(found);
}

void Limits::TellAll() const noexcept {
  for (const auto& [id, client] : clients_) {
    if (client.connection != nullptr) TellAll(id, client);
  }
}

void Limits::TellAll(std::string_view client_id, const Client& client) const noexcept {
  for (const auto& [filter, qos] : client.filters) Tell(client_id, "kept", qos, filter);
}

void Limits::Tell(std::string_view client_id, const char* event, int qos,
                  std::string_view filter) const noexcept {
  try {
    std::string text(event);
    text.append(" ").append(std::to_string(qos)).append(" ").append(filter);
    mosquitto_property* properties = nullptr;
    mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY,
                                       mqtt_bridge::kClientIdProperty,
                                       std::string(client_id).c_str());
    mosquitto_broker_publish_copy(emulator_id_.c_str(), mqtt_bridge::kSubscriptionTopic,
                                  static_cast<int>(text.size()), text.data(), 1, false,
                                  properties);
  } catch (...) {
    // Untold, for want of room.
  }
}

Limits::Client& Limits::Of(const mosquitto* client) {
  if (clients_.size() > most_clients_) {
    std::erase_if(clients_,
                  [](const auto& entry) { return entry.second.connection == nullptr; });
    most_clients_ = std::max(kMostRemembered, 2 * clients_.size());
  }
  Client& known = clients_[std::string(OrEmpty(mosquitto_client_id(client)))];
  known.connection = client;
  ForgetIfNew(known);
  return known;
}

// A session that has begun anew. Mosquitto does not count what is shared.
void Limits::ForgetIfNew(Client& client) noexcept {
  if (mosquitto_client_sub_count(client.connection) > 0) return;
  std::erase_if(client.filters,
                [](const auto& filter) { return !filter.first.starts_with("$share/"); });
}

int Limits::Refuse(const mosquitto* client, const engine::BrokerRefusal& refusal,
                   const char* action, std::string_view resource) const {
  nlohmann::json told{{"clientId", OrEmpty(mosquitto_client_id(client))},
                      {"action", action},
                      {"rule", engine::Name(refusal.rule)},
                      {"why", refusal.why}};
  if (!resource.empty()) told["resource"] = resource;
  TellRefusal(emulator_id_, told);
  return ErrorFor(refusal.rule);
}

void Limits::WarnOfService(const mosquitto* client, std::string_view topic) {
  const std::string_view service = engine::ServiceNotEmulated(topic);
  if (service.empty()) return;
  const std::string id(OrEmpty(mosquitto_client_id(client)));
  if (!warned_.IsNew(id + "/" + std::string(service))) return;
  mosquitto_log_printf(
      MOSQ_LOG_WARNING,
      "client %s publishes to %.200s: %s are not emulated, and nobody will answer", id.c_str(),
      std::string(topic).c_str(), std::string(service).c_str());
}

void Limits::WarnOfMissingDollar(const mosquitto* client, std::string_view topic) {
  if (!topic.starts_with("aws/") || !engine::IsOfEmulatedService("$" + std::string(topic))) {
    return;
  }
  const std::string id(OrEmpty(mosquitto_client_id(client)));
  if (!warned_.IsNew(id + "/aws")) return;
  mosquitto_log_printf(
      MOSQ_LOG_WARNING,
      "client %s uses the topic %.200s, where nobody answers: AWS's begin with a "
      "dollar sign, $aws/...",
      id.c_str(), std::string(topic).c_str());
}
