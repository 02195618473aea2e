#include "virtual_devices/broker.h"

#include <cstdlib>
#include <regex>
#include <stdexcept>

namespace virtual_devices {

Broker BrokerAt(const std::string& url) {
  static const std::regex kUrl(R"(mqtts?://(\[([0-9a-fA-F:]+)\]|[^:/\[\]]+):([0-9]{1,5})/?)");
  std::smatch parts;
  if (!std::regex_match(url, parts, kUrl)) {
    throw std::runtime_error("\"" + url + "\" is no mqtt://host:port or mqtts://host:port");
  }
  return {.host = parts[2].matched ? parts[2] : parts[1],
          .port = std::atoi(parts[3].str().c_str())};
}

}  // namespace virtual_devices
