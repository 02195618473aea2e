#include "mqtt_bridge/front/tls_listener.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <set>
#include <utility>

#include "mqtt_bridge/front/connack_stage.h"
#include "mqtt_bridge/front/connect_stage.h"
#include "mqtt_bridge/front/fault_stages.h"
#include "net/handshake_failure.h"
#include "net/listener.h"
#include "net/tls_connection.h"
#include "net/tls_context.h"

namespace mqtt_bridge {

namespace {

namespace asio = boost::asio;
using net::Awaitable;
using net::error_code;

struct Session : net::TlsConnection {
  Session(asio::io_context& io, net::Socket socket, net::TlsContext& tls, Clients& clients)
      : TlsConnection(io, std::move(socket), tls),
        connect(clients, client),
        stall(clients, client),
        connack(client),
        loss(clients, client) {}

  Client client;
  ConnectStage connect;
  StallStage stall;
  ConnackStage connack;
  PacketLossStage loss;
};

using SessionPtr = std::shared_ptr<Session>;

net::TlsSettings TlsOf(const TlsSettings& settings, TlsListener::Admits admits) {
  return {.certificate = settings.certificate,
          .private_key = settings.private_key,
          .client_certificate = settings.needs_certificates ? net::ClientCertificate::kNeeded
                                                            : net::ClientCertificate::kAsked,
          .admits =
              [admits = std::move(admits)](const std::string& id) {
                if (admits(id)) return true;
                spdlog::warn(
                    "a device is turned away: its certificate {} is not registered, not "
                    "ACTIVE, or not valid at this time (register it, or see "
                    "DescribeCertificate)",
                    id);
                return false;
              },
          .refused = settings.refused,
          // AWS: SDKs that use port 443 ask for x-amzn-mqtt-ca. Ours: on any port, and "mqtt".
          .protocols = {"x-amzn-mqtt-ca", "mqtt"}};
}

}  // namespace

class TlsListener::Impl : public std::enable_shared_from_this<TlsListener::Impl> {
 public:
  Impl(asio::io_context& io, const TlsSettings& settings, Clients& clients, Admits admits)
      : io_(io),
        clients_(clients),
        tls_(TlsOf(settings, admits)),
        name_(settings.name),
        listener_(io, {.bind = settings.bind,
                       .port = settings.port,
                       .flag = settings.flag,
                       .protocol = "MQTT over TLS"}),
        admits_(std::move(admits)),
        broker_(settings.broker_socket) {}

  void Start() { asio::co_spawn(io_, Accept(shared_from_this()), asio::detached); }

  int port() const { return listener_.port(); }

  void Recheck() {
    for (const SessionPtr& session : std::set(sessions_)) {
      const std::string& certificate = session->client.identity.principal;
      if (certificate.empty() || admits_(certificate)) continue;
      spdlog::info("the connection with certificate {} is ended: it is no longer active",
                   certificate);
      session->Close();
    }
  }

  void Stop() {
    stopped_ = true;
    listener_.Close();
    for (const SessionPtr& session : std::set(sessions_)) session->Close();
  }

 private:
  Awaitable<void> Accept(std::shared_ptr<Impl> self) {
    while (!stopped_) {
      net::Socket socket = co_await listener_.Next();
      if (stopped_) break;
      auto session = std::make_shared<Session>(io_, std::move(socket), tls_, clients_);
      asio::co_spawn(io_, Serve(self, std::move(session)), asio::detached);
    }
  }

  Awaitable<void> Serve(std::shared_ptr<Impl> self, SessionPtr session) {
    self->sessions_.insert(session);
    error_code error = co_await session->Handshake();
    if (const std::string why = net::WhyHandshakeFailed(error); !why.empty()) {
      spdlog::warn("a client at {} is turned away from the port {}: {}",
                   session->ClientAddress(), name_, why);
    }
    if (!error) error = co_await Reach(session);
    if (!error) {
      net::Stages to_broker{&session->connect, &session->stall};
      net::Stages to_device{&session->connack, &session->loss};
      co_await session->PassOn(std::move(to_broker), std::move(to_device), {},
                               &session->client.last_words);
    }
    session->Close();
    self->sessions_.erase(session);
    clients_.Forget(session->client);
  }

  // Connects the device with the broker, if its certificate is still admitted.
  Awaitable<error_code> Reach(SessionPtr session) {
    session->client.identity = {session->ClientFingerprint(), session->ClientAddress(), name_};
    error_code error = asio::error::access_denied;
    if (admits_(session->client.identity.principal)) {
      co_await session->plain().async_connect(broker_, net::Into(error));
    }
    co_return error;
  }

  asio::io_context& io_;
  Clients& clients_;
  net::TlsContext tls_;
  const std::string name_;
  net::Listener listener_;
  const Admits admits_;
  const asio::local::stream_protocol::endpoint broker_;
  std::set<SessionPtr> sessions_;
  bool stopped_ = false;
};

TlsListener::TlsListener(asio::io_context& io, const TlsSettings& settings, Clients& clients,
                         Admits admits)
    : impl_(std::make_shared<Impl>(io, settings, clients, std::move(admits))) {
  impl_->Start();
}

TlsListener::~TlsListener() {
  impl_->Stop();
}

int TlsListener::port() const {
  return impl_->port();
}

void TlsListener::Recheck() {
  impl_->Recheck();
}

void TlsListener::Stop() {
  impl_->Stop();
}

}  // namespace mqtt_bridge
