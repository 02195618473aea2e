#include "mqtt_bridge/plugin/heard.h"

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

#include "mqtt_bridge/plugin_protocol.h"

void Heard::Tell(std::string_view client_id, std::string_view topic,
                 std::string_view payload) noexcept {
  const auto now = std::chrono::steady_clock::now();
  if (now - second_began_ >= std::chrono::seconds(1)) {
    second_began_ = now;
    told_ = 0;
  }
  if (++told_ > kMostInASecond) return;
  try {
    std::string text(topic);
    text.append(1, '\0').append(std::to_string(payload.size())).append(1, '\0');
    text.append(payload.substr(0, kLongest));
    mosquitto_property* properties = nullptr;
    mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY,
                                       mqtt_bridge::kClientIdProperty,
                                       std::string(client_id).c_str());
    mosquitto_broker_publish_copy(emulator_id_.c_str(), mqtt_bridge::kHeardTopic,
                                  static_cast<int>(text.size()), text.data(), 0, false,
                                  properties);
  } catch (...) {
    // Untold, for want of room.
  }
}
