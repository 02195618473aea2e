// Where devices connect, and what they show there.
#pragma once

#include <string>

namespace virtual_devices {

struct Broker {
  std::string host;
  int port = 0;
  // Files. Empty: not over TLS.
  std::string ca{}, certificate{}, key{};
};

// Of "mqtt://host:port" or "mqtts://host:port", without files. Throws std::runtime_error with a
// line for the user for another text.
Broker BrokerAt(const std::string& url);

}  // namespace virtual_devices
