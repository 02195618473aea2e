// Whether a device is connected, as fleet indexing knows it.
#pragma once

#include <string>

#include "engine/instant.h"

namespace engine {

struct Connectivity {
  bool connected = false;
  Instant at;  // when it last connected or disconnected
  std::string
      disconnect_reason;  // AWS's, e.g. CLIENT_INITIATED_DISCONNECT; empty while connected
};

}  // namespace engine
