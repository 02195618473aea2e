// What a device says of itself when it connects, and what is then said of it to the broker.
#pragma once

#include <optional>
#include <string>

#include "engine/broker/presence.h"

namespace engine {

struct ConnectAttempt {
  Identity identity;
  std::string client_id;
  bool persistent = false;  // its session is to outlive the connection
  std::optional<std::string> last_will_topic;
};

// In the place of the device's own user name and password.
struct Introduction {
  std::string user_name, password;
};

}  // namespace engine
