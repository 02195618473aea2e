// Flags that say where something is. Each throws std::invalid_argument with a line for the
// user.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace server {

struct BrokerLocation {
  std::string host;
  int port = 1883;
};

// "mqtt://host:port", the port may be left out.
BrokerLocation ReadBroker(const std::string& url);

// "http://host:port", the port may be left out. Returns the host as clients write it.
std::string ReadS3Endpoint(const std::string& url);

// "NAME=DIRECTORY".
std::pair<std::string, std::string> ReadBucket(const std::string& text);

// "NAME=URL" or "NAME=COMMAND".
std::pair<std::string, std::string> ReadHook(const std::string& text);

}  // namespace server
