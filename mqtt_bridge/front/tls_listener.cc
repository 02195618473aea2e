#include "mqtt_bridge/front/tls_listener.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/hex.h"
#include "mqtt_bridge/front/relay.h"

namespace mqtt_bridge {

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::chrono::seconds kHandshakeLimit{15};
constexpr std::chrono::seconds kGoodbyeLimit{1};

auto Into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::string Fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (certificate == nullptr ||
      X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
    return {};
  }
  return engine::Hex({digest.data(), size});
}

// In place of the usual walk up to a trusted root.
int VerifyPeer(X509_STORE_CTX* context, void* admits) {
  try {
    const std::string id = Fingerprint(X509_STORE_CTX_get0_cert(context));
    if ((*static_cast<TlsListener::Admits*>(admits))(id)) return 1;
    spdlog::warn(
        "a device is turned away: its certificate {} is not registered, not ACTIVE, or not "
        "valid at this time",
        id);
  } catch (...) {
    // Nothing may be thrown through OpenSSL; the device is turned away.
  }
  X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
  return 0;
}

// AWS: SDKs that use port 443 ask for x-amzn-mqtt-ca. Ours: on any port, and "mqtt" too.
int SelectProtocol(SSL*, const unsigned char** chosen, unsigned char* length,
                   const unsigned char* offered, unsigned int size, void*) {
  for (unsigned int at = 0; at < size; at += 1U + offered[at]) {
    const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (name == "x-amzn-mqtt-ca" || name == "mqtt") {
      *chosen = offered + at + 1;
      *length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

struct Session : Client {
  Session(asio::io_context& io, tcp::socket socket, ssl::context& tls)
      : device(std::move(socket), tls), broker(io), timer(io) {}

  void Close() {
    error_code ignored;
    timer.cancel();
    device.lowest_layer().close(ignored);
    broker.close(ignored);
  }

  ssl::stream<tcp::socket> device;
  stream_protocol::socket broker;
  asio::steady_timer timer;
};

using SessionPtr = std::shared_ptr<Session>;

void CloseIn(const SessionPtr& session, std::chrono::seconds limit) {
  session->timer.expires_after(limit);
  session->timer.async_wait([session](const error_code& cancelled) {
    if (!cancelled) session->Close();
  });
}

}  // namespace

class TlsListener::Impl : public std::enable_shared_from_this<TlsListener::Impl> {
 public:
  Impl(asio::io_context& io, const TlsSettings& settings, Clients& clients, Admits admits)
      : io_(io),
        clients_(clients),
        acceptor_(io),
        tls_(ssl::context::tls_server),
        admits_(std::move(admits)),
        broker_(settings.broker_socket) {
    Prepare(settings);
    Listen(settings);
  }

  void Start() { asio::co_spawn(io_, Accept(shared_from_this()), asio::detached); }

  int port() const { return acceptor_.local_endpoint().port(); }

  void Recheck() {
    for (const SessionPtr& session : std::set(sessions_)) {
      const std::string& certificate = session->identity.principal;
      if (certificate.empty() || admits_(certificate)) continue;
      spdlog::info("the connection with certificate {} is ended: it is no longer active",
                   certificate);
      session->Close();
    }
  }

  void Stop() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (const SessionPtr& session : std::set(sessions_)) session->Close();
  }

 private:
  void Prepare(const TlsSettings& settings) {
    tls_.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                     ssl::context::no_tlsv1_1);
    tls_.use_certificate_chain(asio::buffer(settings.certificate));
    tls_.use_private_key(asio::buffer(settings.private_key), ssl::context::pem);
    SSL_CTX* context = tls_.native_handle();
    const int needed = settings.needs_certificates ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | needed, nullptr);
    SSL_CTX_set_cert_verify_callback(context, VerifyPeer, &admits_);
    SSL_CTX_set_alpn_select_cb(context, SelectProtocol, nullptr);
    // A session taken up again would not show its certificate.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  }

  void Listen(const TlsSettings& settings) {
    error_code error;
    const auto address = asio::ip::make_address(settings.bind, error);
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(settings.port));
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return;
    throw std::runtime_error(fmt::format(
        "MQTT over TLS can't listen on {} port {}: {} (see --bind; choose another port with "
        "{}; 0 takes any free one)",
        settings.bind, settings.port, error.message(), settings.flag));
  }

  asio::awaitable<void> Accept(std::shared_ptr<Impl> self) {
    while (!stopped_) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(Into(error));
      if (stopped_) break;
      if (error) {  // out of file descriptors, most likely: they come back
        asio::steady_timer pause(io_, std::chrono::milliseconds(50));
        co_await pause.async_wait(Into(error));
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      auto session = std::make_shared<Session>(io_, std::move(socket), tls_);
      asio::co_spawn(io_, Serve(self, std::move(session)), asio::detached);
    }
  }

  asio::awaitable<void> Serve(std::shared_ptr<Impl> self, SessionPtr session) {
    self->sessions_.insert(session);
    error_code error;
    CloseIn(session, kHandshakeLimit);
    co_await session->device.async_handshake(ssl::stream_base::server, Into(error));
    if (!error) error = co_await Reach(session);
    if (!error) {
      session->timer.cancel();
      asio::co_spawn(io_, ToBroker(self, session), asio::detached);
      co_await ToDevice(session);
      // The broker has said all it had to; the device is told so.
      CloseIn(session, kGoodbyeLimit);
      co_await session->device.async_shutdown(Into(error));
    }
    session->Close();
    self->sessions_.erase(session);
    clients_.Forget(*session);
  }

  // Connects the device with the broker, if its certificate is still admitted.
  asio::awaitable<error_code> Reach(SessionPtr session) {
    X509* certificate = SSL_get0_peer_certificate(session->device.native_handle());
    error_code error;
    session->identity = {
        Fingerprint(certificate),
        session->device.lowest_layer().remote_endpoint(error).address().to_string()};
    error = asio::error::access_denied;
    if (admits_(session->identity.principal)) {
      co_await session->broker.async_connect(stream_protocol::endpoint(broker_), Into(error));
    }
    co_return error;
  }

  asio::awaitable<void> ToBroker(std::shared_ptr<Impl> self, SessionPtr session) {
    const auto change = [&](std::string_view bytes) {
      return self->clients_.ToBroker(*session, bytes);
    };
    co_await Relay<asio::any_io_executor>(session->device, session->broker, change);
    error_code ignored;
    session->broker.shutdown(stream_protocol::socket::shutdown_send, ignored);
  }

  asio::awaitable<void> ToDevice(SessionPtr session) {
    const auto change = [&](std::string_view bytes) {
      return clients_.ToClient(*session, bytes);
    };
    co_await Relay<asio::any_io_executor>(session->broker, session->device, change);
  }

  asio::io_context& io_;
  Clients& clients_;
  tcp::acceptor acceptor_;
  ssl::context tls_;
  Admits admits_;
  const std::string broker_;
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
