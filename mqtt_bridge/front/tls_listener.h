// TLS in front of the broker: devices with certificates, whose bytes go on to it in the clear.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "mqtt_bridge/front/clients.h"

namespace mqtt_bridge {

struct TlsSettings {
  std::string name = "mqtts";  // as the ready line calls the port
  std::string bind = "127.0.0.1";
  int port = 8883;                       // 0: any free port
  std::string flag;                      // what the user chooses the port with
  std::string certificate, private_key;  // the server's, PEM
  bool needs_certificates = true;        // devices'
  std::string broker_socket;             // a Unix socket's path
  // Told of each certificate that is turned away; the connection ends all the same.
  std::function<void(const std::string& pem)> refused{};
};

// AWS: TLS 1.2 or 1.3, and a client certificate. Runs on the io_context alone, and goes on
// while the broker is away: who connects then is turned away.
class TlsListener {
 public:
  // Whether a device may connect, or stay connected, with the certificate of that SHA-256
  // fingerprint (hexadecimal). Who issued the certificate is of no account: that it is
  // registered is what counts.
  using Admits = std::function<bool(const std::string& certificate_id)>;

  // Listens at once. Throws std::runtime_error with a line for the user when it can't.
  TlsListener(boost::asio::io_context& io, const TlsSettings& settings, Clients& clients,
              Admits admits);
  ~TlsListener();  // stops
  TlsListener(const TlsListener&) = delete;
  TlsListener& operator=(const TlsListener&) = delete;

  int port() const;
  // Ends the connections whose certificates are no longer admitted.
  void Recheck();
  void Stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the connections
};

}  // namespace mqtt_bridge
