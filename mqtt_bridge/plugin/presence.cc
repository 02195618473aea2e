#include "mqtt_bridge/plugin/presence.h"

#include <string_view>

// Mosquitto's headers lean on these being there first, in this order.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mqtt_protocol.h>

#include "mqtt_bridge/plugin_protocol.h"

namespace {

// Ours: Mosquitto does not tell its plugin why a client has left, but its log.
constexpr const char* kUnknown = "CONNECTION_LOST";

}  // namespace

void Presence::Came(const mosquitto* client) noexcept {
  const char* id = client == nullptr ? nullptr : mosquitto_client_id(client);
  if (id == nullptr || emulator_id_ == id) return;
  if (refused_ == client) refused_ = nullptr;  // another one, in the same place
  try {
    const mosquitto*& known = here_[id];
    // AWS: a second connection with the same client id ends the first.
    if (known != nullptr) Tell(id, known, "disconnected DUPLICATE_CLIENTID");
    known = client;
    Tell(id, client, "connected");
  } catch (...) {
    // Untold, for want of room.
  }
}

bool Presence::Refused(std::string_view client_id, const char* reason) noexcept {
  const auto found = here_.find(client_id);
  if (found == here_.end()) return false;
  Refused(found->second, reason);
  return true;
}

void Presence::Left(const mosquitto* client) noexcept {
  const char* id = client == nullptr ? nullptr : mosquitto_client_id(client);
  if (id == nullptr) return;
  const auto found = here_.find(std::string_view(id));
  if (found == here_.end() || found->second != client) return;
  try {
    Tell(id, client, std::string("disconnected ") + (client == refused_ ? refusal_ : kUnknown));
  } catch (...) {
    // Untold, for want of room.
  }
  here_.erase(found);
}

void Presence::TellAll() noexcept {
  for (const auto& [id, client] : here_) Tell(id, client, "connected");
}

void Presence::Tell(const std::string& client_id, const mosquitto* client,
                    const std::string& text) noexcept {
  try {
    std::string payload = text;
    if (text == "connected") {
      payload.append(" ").append(std::to_string(mosquitto_client_protocol_version(client)));
      payload.append(" ").append(std::to_string(mosquitto_client_keepalive(client)));
      payload.append(mosquitto_client_clean_session(client) ? " clean" : " kept");
      const char* address = mosquitto_client_address(client);
      if (address != nullptr) payload.append(" ").append(address);
    }
    mosquitto_property* properties = nullptr;
    mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY,
                                       mqtt_bridge::kClientIdProperty, client_id.c_str());
    mosquitto_broker_publish_copy(emulator_id_.c_str(), mqtt_bridge::kPresenceTopic,
                                  static_cast<int>(payload.size()), payload.data(), 1, false,
                                  properties);
  } catch (...) {
    // Untold, for want of room.
  }
}
