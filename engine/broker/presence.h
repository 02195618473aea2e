// Lifecycle events: who came to the broker, and who left it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/instant.h"
#include "engine/messages/notice.h"

namespace engine {

// What is known of a client beside its client id; empty where it is not.
struct Identity {
  std::string principal;  // the id of its certificate, or of the key that it signs with
  std::string ip_address;
  std::string listener{};  // "mqtt", "mqtts", "ws" ...: as the ready line calls it
};

struct Presence {
  std::string client_id;
  bool connected = false;
  std::string session_id;  // 32 hexadecimal digits; the same when it leaves
  std::int64_t version = 0;
  Identity identity;
  std::string protocol{};         // "MQTT 3.1.1"; empty where the broker does not tell
  int keep_alive = 0;             // seconds
  bool clean_session = true;      // as it asked for; in MQTT 5: clean start
  std::string disconnect_reason;  // AWS's name; empty while connected
};

// AWS: nothing for client ids with wildcards in them, since they make no topic.
std::optional<Notice> PresenceNotice(const Presence& presence, Instant now);

}  // namespace engine
