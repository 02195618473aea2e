#include "mqtt_bridge/plugin/refusal.h"

#include <nlohmann/json.hpp>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>

#include "mqtt_bridge/plugin_protocol.h"

void TellRefusal(const std::string& emulator_id, const nlohmann::json& refusal) {
  const std::string text =
      refusal.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  mosquitto_broker_publish_copy(emulator_id.c_str(), mqtt_bridge::kRefusalTopic,
                                static_cast<int>(text.size()), text.data(), 1, false, nullptr);
}
