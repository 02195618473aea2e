#include "server/devices/secure_listeners.h"

#include "storage/store.h"

namespace server {

using mqtt_bridge::TlsListener;

SecureListeners::SecureListeners(boost::asio::io_context& io, const Config& config,
                                 mqtt_bridge::Clients& clients,
                                 const TlsListener::Admits& admits,
                                 const engine::CertificateWithKey& certificate,
                                 const std::string& broker_socket,
                                 const std::function<void(const std::string& pem)>& refused) {
  const auto listen = [&](const char* key, int port, const char* flag) {
    const mqtt_bridge::TlsSettings settings{
        .name = key,
        .bind = config.bind,
        .port = port,
        .flag = flag,
        .certificate = certificate.certificate,
        .private_key = certificate.private_key,
        .needs_certificates = config.device_auth != DeviceAuth::kNone,
        .broker_socket = broker_socket,
        .refused = refused};
    listeners_.emplace_back(key, std::make_unique<TlsListener>(io, settings, clients, admits));
  };
  listen("mqtts", config.mqtts_port, "--mqtts-port");
  if (config.mqtt_alpn_port) listen("mqtt_alpn", *config.mqtt_alpn_port, "--mqtt-alpn-port");
}

std::vector<std::pair<std::string, int>> SecureListeners::Ports() const {
  std::vector<std::pair<std::string, int>> ports;
  for (const auto& [key, listener] : listeners_) ports.emplace_back(key, listener->port());
  return ports;
}

void SecureListeners::Recheck() {
  for (const auto& [key, listener] : listeners_) listener->Recheck();
}

void SecureListeners::Stop() {
  for (const auto& [key, listener] : listeners_) listener->Stop();
}

}  // namespace server
