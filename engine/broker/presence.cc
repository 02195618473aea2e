#include "engine/broker/presence.h"

namespace engine {

std::optional<Notice> PresenceNotice(const Presence& presence, Instant now) {
  if (presence.client_id.find_first_of("#+") != std::string::npos) return std::nullopt;
  const std::string type = presence.connected ? "connected" : "disconnected";
  nlohmann::json payload{{"clientId", presence.client_id},
                         // AWS: milliseconds here, unlike elsewhere over MQTT.
                         {"timestamp", Milliseconds(now)},
                         {"eventType", type},
                         {"sessionIdentifier", presence.session_id},
                         {"versionNumber", presence.version}};
  const Identity& identity = presence.identity;
  if (!identity.principal.empty()) payload["principalIdentifier"] = identity.principal;
  if (!identity.ip_address.empty()) payload["ipAddress"] = identity.ip_address;
  if (!presence.connected) {
    payload["clientInitiatedDisconnect"] =
        presence.disconnect_reason == "CLIENT_INITIATED_DISCONNECT";
    payload["disconnectReason"] = presence.disconnect_reason;
  }
  return Notice{"$aws/events/presence/" + type + "/" + presence.client_id, std::move(payload)};
}

}  // namespace engine
