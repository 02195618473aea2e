#include "mqtt_bridge/plugin/waiting_requests.h"

#include <new>
#include <utility>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

}  // namespace

void WaitingRequests::Keep(std::string_view client_id, std::string_view topic,
                           std::string_view payload, int qos) noexcept {
  const std::size_t size = client_id.size() + topic.size() + payload.size();
  if (bytes_ + size > kMostBytes) return;
  try {
    requests_.push_back(
        {std::string(client_id), std::string(topic), std::string(payload), qos});
    bytes_ += size;
  } catch (const std::bad_alloc&) {
    // Dropped, as for any other want of room.
  }
}

void WaitingRequests::HandTo(const std::string& emulator_id,
                             const std::string& stamp) noexcept {
  bytes_ = 0;
  for (const Request& request : std::exchange(requests_, {})) {
    mosquitto_property* properties = nullptr;
    mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY, stamp.c_str(),
                                       request.client_id.c_str());
    mosquitto_broker_publish_copy(emulator_id.c_str(), request.topic.c_str(),
                                  static_cast<int>(request.payload.size()),
                                  request.payload.data(), request.qos, false, properties);
  }
}
