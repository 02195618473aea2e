#include "mqtt_bridge/plugin/enrichment.h"

#include <nlohmann/json.hpp>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

void Enrichment::Change(std::string_view text) noexcept {
  try {
    const auto told = nlohmann::json::parse(text);
    if (told.at("all") == true) things_.clear();
    for (const auto& [thing, properties] : told.at("things").items()) {
      if (properties.empty()) {
        things_.erase(thing);
      } else {
        properties.get_to(things_[thing]);
      }
    }
  } catch (...) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "Error: a change of user properties could not be read.");
  }
}

void Enrichment::Add(mosquitto_evt_message& message,
                     std::string_view client_id) const noexcept {
  const auto found = things_.find(client_id);
  if (found == things_.end()) return;
  for (const auto& [key, value] : found->second) {
    mosquitto_property_add_string_pair(&message.properties, MQTT_PROP_USER_PROPERTY,
                                       key.c_str(), value.c_str());
  }
}
