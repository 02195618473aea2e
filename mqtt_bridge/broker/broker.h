// The managed Mosquitto: its configuration, start, supervision and stop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "mqtt_bridge/address.h"

namespace mqtt_bridge {

struct BrokerSettings {
  std::string bind = "127.0.0.1";
  bool plain = true;                  // listens for MQTT without TLS
  int mqtt_port = 1883;               // 0: any free port
  bool refuses_unintroduced = false;  // whom the emulator's fronts do not introduce
  std::vector<std::string> lifted;    // names of engine::BrokerRules that are not to hold
  std::string directory;    // for its configuration and socket; made by the caller, private
  std::string plugin_path;  // broker_plugin.so
  std::string executable = "mosquitto";
};

// Starts Mosquitto and starts it again whenever it dies; it dies with this process, even when
// that is killed. Throws std::runtime_error with a line for the user when it can't be started
// (no mosquitto, port taken, plugin missing).
class Broker {
 public:
  Broker(boost::asio::io_context& io, BrokerSettings settings);
  ~Broker();  // stops it

  int mqtt_port() const;  // 0 where it does not listen without TLS
  // Where the TLS listener takes devices.
  std::string socket_path() const;
  // The Unix socket that only the emulator may open, and its secret client id.
  Address EmulatorAddress() const;
  int pid() const;
  // Ends it, as it ends by itself: it is started again at once.
  void Restart();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with waits that are under way
};

}  // namespace mqtt_bridge
