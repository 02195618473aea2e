// MQTT 5 properties: what the plugin and the emulator tell each other beside a message.
#pragma once

#include <mosquitto.h>

#include <string>

#include "engine/broker/publication.h"

namespace mqtt_bridge {

// The user property of that name; empty where there is none.
std::string UserProperty(const mosquitto_property* properties, const std::string& wanted);

// Those of a message to be sent.
class Properties {
 public:
  explicit Properties(const engine::MessageProperties& properties);
  // What makes the plugin send a message under `topic` to one client alone.
  Properties(const std::string& topic, const std::string& client_id);
  ~Properties();
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;

  const mosquitto_property* list() const { return list_; }

 private:
  mosquitto_property* list_ = nullptr;
};

}  // namespace mqtt_bridge
