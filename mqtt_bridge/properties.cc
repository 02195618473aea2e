#include "mqtt_bridge/properties.h"

#include <mqtt_protocol.h>

#include <cstdint>
#include <cstdlib>

#include "mqtt_bridge/plugin_protocol.h"

namespace mqtt_bridge {

std::string UserProperty(const mosquitto_property* properties, const std::string& wanted) {
  std::string found;
  for (const mosquitto_property* property = properties; property != nullptr;
       property = mosquitto_property_next(property)) {
    char* name = nullptr;
    char* value = nullptr;
    if (mosquitto_property_identifier(property) != MQTT_PROP_USER_PROPERTY) continue;
    mosquitto_property_read_string_pair(property, MQTT_PROP_USER_PROPERTY, &name, &value,
                                        false);
    if (name != nullptr && value != nullptr && wanted == name) found = value;
    std::free(name);
    std::free(value);
  }
  return found;
}

Properties::Properties(const engine::MessageProperties& properties) {
  for (const auto& [name, value] : properties.user_properties) {
    mosquitto_property_add_string_pair(&list_, MQTT_PROP_USER_PROPERTY, name.c_str(),
                                       value.c_str());
  }
  if (properties.is_utf8) {
    mosquitto_property_add_byte(&list_, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR,
                                *properties.is_utf8 ? 1 : 0);
  }
  if (!properties.content_type.empty()) {
    mosquitto_property_add_string(&list_, MQTT_PROP_CONTENT_TYPE,
                                  properties.content_type.c_str());
  }
  if (!properties.response_topic.empty()) {
    mosquitto_property_add_string(&list_, MQTT_PROP_RESPONSE_TOPIC,
                                  properties.response_topic.c_str());
  }
  if (properties.correlation_data) {
    mosquitto_property_add_binary(
        &list_, MQTT_PROP_CORRELATION_DATA, properties.correlation_data->data(),
        static_cast<std::uint16_t>(properties.correlation_data->size()));
  }
  if (properties.expiry_seconds) {
    mosquitto_property_add_int32(&list_, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                 *properties.expiry_seconds);
  }
}

Properties::Properties(const std::string& topic, const std::string& client_id) {
  mosquitto_property_add_string(&list_, MQTT_PROP_RESPONSE_TOPIC, topic.c_str());
  mosquitto_property_add_string_pair(&list_, MQTT_PROP_USER_PROPERTY, kClientIdProperty,
                                     client_id.c_str());
}

Properties::~Properties() {
  mosquitto_property_free_all(&list_);
}

}  // namespace mqtt_bridge
