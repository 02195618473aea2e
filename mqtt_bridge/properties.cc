#include "mqtt_bridge/properties.h"

#include <mqtt_protocol.h>

#include <cstdlib>
#include <cstring>

#include "mqtt_bridge/plugin_protocol.h"

namespace mqtt_bridge {

namespace {}  // namespace

std::string ClientIdIn(const mosquitto_property* properties) {
  std::string found;
  for (const mosquitto_property* property = properties; property != nullptr;
       property = mosquitto_property_next(property)) {
    char* name = nullptr;
    char* value = nullptr;
    if (mosquitto_property_identifier(property) != MQTT_PROP_USER_PROPERTY) continue;
    mosquitto_property_read_string_pair(property, MQTT_PROP_USER_PROPERTY, &name, &value,
                                        false);
    if (name != nullptr && value != nullptr && std::strcmp(name, kClientIdProperty) == 0)
      found = value;
    std::free(name);
    std::free(value);
  }
  return found;
}

ReplyProperties::ReplyProperties(const std::string& topic, const std::string& client_id) {
  mosquitto_property_add_string(&list_, MQTT_PROP_RESPONSE_TOPIC, topic.c_str());
  mosquitto_property_add_string_pair(&list_, MQTT_PROP_USER_PROPERTY, kClientIdProperty,
                                     client_id.c_str());
}

ReplyProperties::~ReplyProperties() {
  mosquitto_property_free_all(&list_);
}

}  // namespace mqtt_bridge
