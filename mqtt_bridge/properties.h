// MQTT 5 properties: what the plugin and the emulator tell each other beside a message.
#pragma once

#include <mosquitto.h>

#include <string>

namespace mqtt_bridge {

// Who asked, as the plugin noted it; empty when there is no plugin.
std::string ClientIdIn(const mosquitto_property* properties);

// What makes the plugin send a message under `topic` to one client alone.
class ReplyProperties {
 public:
  ReplyProperties(const std::string& topic, const std::string& client_id);
  ~ReplyProperties();
  ReplyProperties(const ReplyProperties&) = delete;
  ReplyProperties& operator=(const ReplyProperties&) = delete;

  const mosquitto_property* list() const { return list_; }

 private:
  mosquitto_property* list_ = nullptr;
};

}  // namespace mqtt_bridge
