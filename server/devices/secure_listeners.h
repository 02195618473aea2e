// The MQTT listeners that ask for client certificates.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mqtt_bridge/front/tls_listener.h"
#include "server/access/authority.h"
#include "server/program/config.h"

namespace server {

class SecureListeners {
 public:
  // Listens at once. `certificate` is the server's own; `refused` is told of devices' that are
  // turned away. Throws as TlsListener does.
  SecureListeners(boost::asio::io_context& io, const Config& config,
                  mqtt_bridge::Clients& clients, const mqtt_bridge::TlsListener::Admits& admits,
                  const engine::CertificateWithKey& certificate,
                  const std::string& broker_socket,
                  const std::function<void(const std::string& pem)>& refused);

  // Key of the ready line and port.
  std::vector<std::pair<std::string, int>> Ports() const;

  // Ends the connections whose certificates are no longer admitted.
  void Recheck();

  void Stop();

 private:
  std::vector<std::pair<std::string, std::unique_ptr<mqtt_bridge::TlsListener>>> listeners_;
};

}  // namespace server
