#include "mqtt_bridge/plugin/request.h"

#include <cstdlib>
#include <cstring>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

#include <cstdint>

#include "mqtt_bridge/plugin/text.h"

namespace {

// What a client's own properties say, less any of that name, by which it would pass for
// another. Only these five reach a plugin: the broker keeps the others for itself.
mosquitto_property* Without(const char* stamp, const mosquitto_property* properties) {
  mosquitto_property* kept = nullptr;
  for (const mosquitto_property* p = properties; p != nullptr; p = mosquitto_property_next(p)) {
    const int id = mosquitto_property_identifier(p);
    char* name = nullptr;
    char* value = nullptr;
    switch (id) {
      case MQTT_PROP_USER_PROPERTY:
        mosquitto_property_read_string_pair(p, id, &name, &value, false);
        if (name != nullptr && value != nullptr && std::strcmp(name, stamp) != 0) {
          mosquitto_property_add_string_pair(&kept, id, name, value);
        }
        break;
      case MQTT_PROP_CONTENT_TYPE:
      case MQTT_PROP_RESPONSE_TOPIC:
        mosquitto_property_read_string(p, id, &value, false);
        if (value != nullptr) mosquitto_property_add_string(&kept, id, value);
        break;
      case MQTT_PROP_CORRELATION_DATA: {
        void* data = nullptr;
        std::uint16_t length = 0;
        mosquitto_property_read_binary(p, id, &data, &length, false);
        if (data != nullptr) mosquitto_property_add_binary(&kept, id, data, length);
        std::free(data);
        break;
      }
      case MQTT_PROP_PAYLOAD_FORMAT_INDICATOR: {
        std::uint8_t format = 0;
        mosquitto_property_read_byte(p, id, &format, false);
        mosquitto_property_add_byte(&kept, id, format);
        break;
      }
      default:
        break;
    }
    const Text free_name(name);
    const Text free_value(value);
  }
  return kept;
}

}  // namespace

void NameSender(mosquitto_evt_message& message, const char* stamp,
                const char* client_id) noexcept {
  mosquitto_property* properties = Without(stamp, message.properties);
  mosquitto_property_free_all(&message.properties);
  mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY, stamp, client_id);
  message.properties = properties;
}
