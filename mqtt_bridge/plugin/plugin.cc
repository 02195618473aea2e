// Mosquitto plugin: tells the emulator who asks, hands its answers to that client alone,
// subscribed or not, and holds clients to AWS's rules and to their policies.
#include <memory>
#include <string>
#include <string_view>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>
#include <mqtt_protocol.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "engine/broker/reserved_topics.h"
#include "engine/text/split.h"
#include "mqtt_bridge/plugin/enrichment.h"
#include "mqtt_bridge/plugin/heard.h"
#include "mqtt_bridge/plugin/limits.h"
#include "mqtt_bridge/plugin/permissions.h"
#include "mqtt_bridge/plugin/presence.h"
#include "mqtt_bridge/plugin/request.h"
#include "mqtt_bridge/plugin/text.h"
#include "mqtt_bridge/plugin/waiting_requests.h"
#include "mqtt_bridge/plugin_protocol.h"

namespace {

constexpr std::string_view kLogTopics = "$SYS/broker/log/";
// AWS's name for a connection that ends since the client did something wrong.
constexpr const char* kClientError = "CLIENT_ERROR";

struct Plugin {
  mosquitto_plugin_id_t* identifier;
  std::string emulator_id;
  std::string stamp;
  Presence presence;
  Limits limits;
  Permissions permissions;
  Heard heard;
  Enrichment enrichment{};
  bool emulator_listens = false;
  WaitingRequests waiting;
};

bool IsEmulator(const Plugin& plugin, const mosquitto* client) {
  const char* id = client == nullptr ? nullptr : mosquitto_client_id(client);
  return id != nullptr && plugin.emulator_id == id;
}

int OnMessage(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  auto& message = *static_cast<mosquitto_evt_message*>(event);
  if (message.topic == nullptr) return MOSQ_ERR_SUCCESS;
  if (!engine::IsOfEmulatedService(message.topic)) {
    if (!IsEmulator(plugin, message.client)) {
      const std::string_view client_id = OrEmpty(mosquitto_client_id(message.client));
      plugin.enrichment.Add(message, client_id);
      plugin.heard.Tell(client_id, message.topic,
                        {static_cast<const char*>(message.payload), message.payloadlen});
    }
    return MOSQ_ERR_SUCCESS;
  }
  // AWS: nothing under $aws is retained, nor here where the rule is lifted.
  message.retain = false;
  if (IsEmulator(plugin, message.client)) return MOSQ_ERR_SUCCESS;

  const char* client_id = mosquitto_client_id(message.client);
  if (client_id == nullptr) return MOSQ_ERR_SUCCESS;
  if (!plugin.emulator_listens) {
    plugin.waiting.Keep(client_id, message.topic,
                        {static_cast<const char*>(message.payload), message.payloadlen},
                        message.qos);
  }
  NameSender(message, plugin.stamp.c_str(), client_id);
  return MOSQ_ERR_SUCCESS;
}

// The emulator's subscription shows here just before it stands, and no other client has its
// turn in between: so no request is lost, and none is delivered twice.
int EmulatorsAccess(Plugin& plugin, int access) {
  if (access == MOSQ_ACL_SUBSCRIBE) {
    plugin.emulator_listens = true;
    plugin.presence.TellAll();
    plugin.limits.TellAll();
    mosquitto_broker_publish_copy(plugin.emulator_id.c_str(), mqtt_bridge::kEnrichmentTopic, 0,
                                  nullptr, 1, false, nullptr);
    plugin.waiting.HandTo(plugin.emulator_id, plugin.stamp);
  }
  return MOSQ_ERR_SUCCESS;
}

int CheckSubscribe(Plugin& plugin, const mosquitto_evt_acl_check& check) {
  if (const int error = plugin.limits.CheckSubscribe(check)) {
    plugin.presence.Refused(check.client, kClientError);
    return error;
  }
  if (!plugin.permissions.MaySubscribe(check.client, check.topic)) return MOSQ_ERR_ACL_DENIED;
  plugin.limits.Subscribed(check.client, check.topic, check.qos);
  return MOSQ_ERR_SUCCESS;
}

int CheckPublish(Plugin& plugin, const mosquitto_evt_acl_check& check) {
  if (const int error = plugin.limits.CheckPublish(check)) {
    plugin.presence.Refused(check.client, kClientError);
    return error;
  }
  if (plugin.permissions.MayPublish(check.client, check.topic, check.retain)) {
    return MOSQ_ERR_SUCCESS;
  }
  // AWS: its authorization has failed.
  plugin.presence.Refused(check.client, "AUTH_ERROR");
  // AWS: a forbidden publish ends the connection; so does any error but ACL_DENIED.
  return MOSQ_ERR_AUTH;
}

int OnAccessCheck(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& check = *static_cast<const mosquitto_evt_acl_check*>(event);
  if (IsEmulator(plugin, check.client)) return EmulatorsAccess(plugin, check.access);
  switch (check.access) {
    case MOSQ_ACL_SUBSCRIBE:
      return CheckSubscribe(plugin, check);
    case MOSQ_ACL_UNSUBSCRIBE:
      plugin.limits.Unsubscribed(check.client, check.topic);
      return MOSQ_ERR_SUCCESS;
    case MOSQ_ACL_READ:
      // It names the emulator, whose client id is a secret.
      if (OrEmpty(check.topic).starts_with(kLogTopics)) return MOSQ_ERR_ACL_DENIED;
      return plugin.limits.Delivers(check.client, check.topic) &&
                     plugin.permissions.MayReceive(check.client, check.topic)
                 ? MOSQ_ERR_SUCCESS
                 : MOSQ_ERR_ACL_DENIED;
    case MOSQ_ACL_WRITE:
      return CheckPublish(plugin, check);
    default:
      return MOSQ_ERR_SUCCESS;
  }
}

int OnConnect(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& attempt = *static_cast<const mosquitto_evt_basic_auth*>(event);
  if (!IsEmulator(plugin, attempt.client)) {
    if (const int error = plugin.limits.CheckConnect(attempt.client)) return error;
    if (!plugin.permissions.Admit(attempt.client, attempt.username, attempt.password)) {
      return MOSQ_ERR_AUTH;
    }
  }
  plugin.presence.Came(attempt.client);
  plugin.limits.Came(attempt.client);
  return MOSQ_ERR_SUCCESS;
}

int OnDisconnect(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& end = *static_cast<const mosquitto_evt_disconnect*>(event);
  if (IsEmulator(plugin, end.client)) plugin.emulator_listens = false;
  plugin.presence.Left(end.client);
  plugin.permissions.Left(end.client);
  plugin.limits.Left(end.client);
  return MOSQ_ERR_SUCCESS;
}

int OnTick(int, void*, void* userdata) {
  static_cast<Plugin*>(userdata)->limits.NextTurn();
  return MOSQ_ERR_SUCCESS;
}

// The emulator's answer: the topic is in the response-topic property, the client in
// `client-id`.
int OnControl(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& control = *static_cast<const mosquitto_evt_control*>(event);
  // AWS: a forbidden publish ends the connection; so does any error returned here.
  if (!IsEmulator(plugin, control.client)) return MOSQ_ERR_ACL_DENIED;

  char* topic_text = nullptr;
  char* name_text = nullptr;
  char* client_text = nullptr;
  mosquitto_property_read_string(control.properties, MQTT_PROP_RESPONSE_TOPIC, &topic_text,
                                 false);
  mosquitto_property_read_string_pair(control.properties, MQTT_PROP_USER_PROPERTY, &name_text,
                                      &client_text, false);
  const Text topic(topic_text);
  const Text name(name_text);
  const Text client(client_text);
  if (topic && client && plugin.permissions.MayReceive(client.get(), topic.get())) {
    mosquitto_broker_publish_copy(client.get(), topic.get(),
                                  static_cast<int>(control.payloadlen), control.payload,
                                  control.qos, false, nullptr);
  }
  return MOSQ_ERR_SUCCESS;
}

int OnPermissions(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& control = *static_cast<const mosquitto_evt_control*>(event);
  if (!IsEmulator(plugin, control.client)) return MOSQ_ERR_ACL_DENIED;
  plugin.permissions.Change({static_cast<const char*>(control.payload), control.payloadlen});
  return MOSQ_ERR_SUCCESS;
}

int OnEnrichment(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& control = *static_cast<const mosquitto_evt_control*>(event);
  if (!IsEmulator(plugin, control.client)) return MOSQ_ERR_ACL_DENIED;
  plugin.enrichment.Change({static_cast<const char*>(control.payload), control.payloadlen});
  return MOSQ_ERR_SUCCESS;
}

int OnDisconnectRequest(int, void* event, void* userdata) {
  auto& plugin = *static_cast<Plugin*>(userdata);
  const auto& control = *static_cast<const mosquitto_evt_control*>(event);
  if (!IsEmulator(plugin, control.client)) return MOSQ_ERR_ACL_DENIED;
  char* name_text = nullptr;
  char* client_text = nullptr;
  mosquitto_property_read_string_pair(control.properties, MQTT_PROP_USER_PROPERTY, &name_text,
                                      &client_text, false);
  const Text name(name_text);
  const Text client(client_text);
  if (client && plugin.presence.Refused(client.get(), "API_INITIATED_DISCONNECT")) {
    const std::string_view how{static_cast<const char*>(control.payload), control.payloadlen};
    mosquitto_kick_client_by_clientid(client.get(), how == "with");
  }
  return MOSQ_ERR_SUCCESS;
}

struct Callback {
  int event;
  MOSQ_FUNC_generic_callback function;
  const char* topic;
};

constexpr Callback kCallbacks[] = {
    {MOSQ_EVT_MESSAGE, OnMessage, nullptr},
    {MOSQ_EVT_CONTROL, OnControl, mqtt_bridge::kAnswersTopic},
    {MOSQ_EVT_CONTROL, OnPermissions, mqtt_bridge::kPermissionsTopic},
    {MOSQ_EVT_CONTROL, OnEnrichment, mqtt_bridge::kEnrichmentTopic},
    {MOSQ_EVT_CONTROL, OnDisconnectRequest, mqtt_bridge::kDisconnectTopic},
    {MOSQ_EVT_ACL_CHECK, OnAccessCheck, nullptr},
    {MOSQ_EVT_BASIC_AUTH, OnConnect, nullptr},
    {MOSQ_EVT_DISCONNECT, OnDisconnect, nullptr},
    {MOSQ_EVT_TICK, OnTick, nullptr},
};

}  // namespace

extern "C" {

mosq_plugin_EXPORT int mosquitto_plugin_version(int count, const int* versions) {
  for (int i = 0; i < count; ++i) {
    if (versions[i] == 5) return 5;
  }
  return -1;
}

mosq_plugin_EXPORT int mosquitto_plugin_init(mosquitto_plugin_id_t* identifier, void** userdata,
                                             mosquitto_opt* options, int option_count) {
  try {
    std::string emulator_id;
    std::string stamp;
    bool unintroduced_may_connect = true;
    std::vector<std::string> lifted;
    for (int i = 0; i < option_count; ++i) {
      const std::string_view key = options[i].key;
      const std::string value = options[i].value;
      if (key == "emulator_id") emulator_id = value;
      if (key == "stamp") stamp = value;
      if (key == "unintroduced") unintroduced_may_connect = value != "refused";
      if (key == "lift") lifted = engine::Split(value, ',');
    }
    auto plugin =
        std::make_unique<Plugin>(Plugin{.identifier = identifier,
                                        .emulator_id = emulator_id,
                                        .stamp = stamp,
                                        .presence = Presence(emulator_id),
                                        .limits = {engine::BrokerRules(lifted), emulator_id},
                                        .permissions = {unintroduced_may_connect, emulator_id},
                                        .heard = Heard(emulator_id)});
    if (emulator_id.empty() || stamp.empty()) {
      mosquitto_log_printf(
          MOSQ_LOG_ERR,
          "Error: broker_plugin needs plugin_opt_emulator_id and plugin_opt_stamp.");
      return MOSQ_ERR_INVAL;
    }
    for (const auto& [event, callback, topic] : kCallbacks) {
      if (const int rc =
              mosquitto_callback_register(identifier, event, callback, topic, plugin.get())) {
        return rc;
      }
    }
    *userdata = plugin.release();
    return MOSQ_ERR_SUCCESS;
  } catch (...) {
    return MOSQ_ERR_NOMEM;
  }
}

mosq_plugin_EXPORT int mosquitto_plugin_cleanup(void* userdata, mosquitto_opt*, int) {
  const std::unique_ptr<Plugin> plugin(static_cast<Plugin*>(userdata));
  if (plugin) {
    for (const auto& [event, callback, topic] : kCallbacks) {
      mosquitto_callback_unregister(plugin->identifier, event, callback, topic);
    }
  }
  return MOSQ_ERR_SUCCESS;
}
}
