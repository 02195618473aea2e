// Where a broker is, and how the emulator is known there.
#pragma once

#include <string>

namespace mqtt_bridge {

struct Address {
  std::string host;  // or the path of a Unix socket, with port 0
  int port = 1883;
  std::string client_id;
  // The name of the user property in which our plugin says who sent a request: a secret, since
  // clients have properties of their own, and last wills pass no plugin. Else empty.
  std::string stamp;

  bool IsOfOurBroker() const { return port == 0; }
};

}  // namespace mqtt_bridge
