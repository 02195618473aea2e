// All that devices connect to, and what is said to them: the broker and its fronts, the bridge,
// and what each may do.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/broker/connect_attempt.h"
#include "engine/identity/x509.h"
#include "engine/instant.h"
#include "mqtt_bridge/address.h"
#include "mqtt_bridge/broker/broker.h"
#include "mqtt_bridge/front/clients.h"
#include "mqtt_bridge/front/websocket_front.h"
#include "mqtt_bridge/requests/bridge.h"
#include "net/socket.h"
#include "server/access/device_access.h"
#include "server/beforehand/provisioning_hooks.h"
#include "server/devices/enrichment.h"
#include "server/devices/index_lag.h"
#include "server/devices/secure_listeners.h"
#include "server/faults/delays.h"
#include "server/faults/faults.h"
#include "server/journal/clients/mqtt_sessions.h"
#include "server/journal/journal.h"
#include "server/program/config.h"
#include "server/service/service.h"

namespace server {

class Devices {
 public:
  // Starts the broker, if there is to be one of our own, and listens in front of it.
  // `directory` is for what the broker keeps while it runs. Throws std::runtime_error with a
  // line for the user.
  Devices(boost::asio::io_context& io, const Config& config, storage::Store& store,
          Service& service, Journal& journal, MqttSessions& sessions, Faults& faults,
          Delays& delays, const engine::CertificateWithKey& certificate,
          const std::string& directory);

  // `on_ready` runs once, when devices' requests arrive.
  void Start(std::function<void()> on_ready);
  void Stop();

  // Since when devices can't be reached; nothing: they can.
  std::optional<engine::Instant> AwaySince() const {
    return bridge_.connected() ? std::nullopt : std::optional(away_since_);
  }

  // Those that are sent, and of which the broker has not said yet that it has them.
  std::size_t MessagesUnderWay() const { return bridge_.messages_under_way(); }

  // Whether a device that shows the certificate may come in at all.
  bool Admits(const std::string& certificate_id) const;

  // Goes on from the handshake of an HTTP port.
  void TakeWebSocket(net::Socket socket, const std::string& handshake,
                     engine::Identity identity);

  // Whether the broker holds devices to all that has changed in what they may do; or else when
  // it does. What it is asked to hold them to and what they send come to it by different ways.
  bool IsInForce() const { return changes_under_way_ == 0 || broker_hangs_; }

  // At the latest after two seconds: a broker that hangs keeps nobody waiting.
  void WhenInForce(std::function<void()> then);

  // Of the ports, as the ready line has them.
  void AddUrls(nlohmann::ordered_json& ready) const;

 private:
  void StartBroker(boost::asio::io_context& io, const engine::CertificateWithKey& certificate,
                   const std::string& directory);
  void HoldToPolicies();
  // A client asks for an operation.
  void Prepare(const mqtt_bridge::Route& route, const std::string& client_id,
               nlohmann::json input, const std::function<void(const mqtt_bridge::Run&)>& ready);
  void ChangePermissions(const std::string& text);
  void LetGo();
  // One more change is under way; what is to be called when it is in force.
  std::function<void()> UnderWay();
  void Listen();
  void LetFail(Faults& faults, Delays& delays);
  // A device has shown a certificate that is not admitted.
  void FirstConnection(const std::string& pem);

  const Config& config_;
  storage::Store& store_;
  Service& service_;
  Journal& journal_;
  MqttSessions& sessions_;
  mqtt_bridge::Bridge bridge_;
  mqtt_bridge::Clients clients_;
  mqtt_bridge::Address address_;
  // Of our own broker; else there is none.
  std::unique_ptr<mqtt_bridge::Broker> broker_;
  std::optional<SecureListeners> secure_;
  std::optional<mqtt_bridge::WebSocketFront> web_socket_;
  std::optional<DeviceAccess> access_;
  std::optional<Enrichment> enrichment_;
  ProvisioningHooks hooks_;
  engine::Instant away_since_;  // last
  IndexLag index_lag_;
  int changes_under_way_ = 0;
  bool broker_hangs_ = false;  // it has not said so in time, and is not waited for meanwhile
  std::vector<std::function<void()>> waiting_;
  boost::asio::steady_timer patience_;
};

}  // namespace server
