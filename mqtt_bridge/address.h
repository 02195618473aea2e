// Where a broker is, and how the emulator is known there.
#pragma once

#include <string>

namespace mqtt_bridge {

struct Address {
  std::string host;  // or the path of a Unix socket, with port 0
  int port = 1883;
  std::string client_id;

  bool IsOfOurBroker() const { return port == 0; }
};

}  // namespace mqtt_bridge
