#include "net/tls_connection.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "net/idle_connections.h"
#include "net/relay.h"

namespace net {

namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kHandshakeLimit{15};
constexpr std::chrono::seconds kGoodbyeLimit{1};

}  // namespace

TlsConnection::TlsConnection(asio::io_context& io, Socket client, TlsContext& tls)
    : client_(std::move(client), tls.asio()), plain_(io), timer_(io) {}

Awaitable<error_code> TlsConnection::Handshake(std::string first_bytes) {
  error_code error;
  CloseIn(kHandshakeLimit);
  const IdleConnections::Idle idle(IdleConnections::Of(timer_.get_executor().context()),
                                   [this] { Close(); });
  co_await client_.async_handshake(asio::ssl::stream_base::server, asio::buffer(first_bytes),
                                   Into(error));
  co_return error;
}

std::string TlsConnection::ClientFingerprint() {
  return Fingerprint(SSL_get0_peer_certificate(client_.native_handle()));
}

std::string TlsConnection::ClientAddress() {
  error_code gone;
  return client_.lowest_layer().remote_endpoint(gone).address().to_string();
}

Awaitable<void> TlsConnection::PassOn(Stages from_client, Stages to_client,
                                      std::optional<std::chrono::seconds> patience,
                                      const std::string* last_words) {
  timer_.cancel();
  asio::co_spawn(timer_.get_executor(), FromClient(shared_from_this(), std::move(from_client)),
                 asio::detached);
  co_await Relay(plain_, std::move(to_client), [this, patience](std::string_view bytes) {
    return ToClient(bytes, patience);
  });
  CloseIn(kGoodbyeLimit);
  error_code ignored;
  if (last_words != nullptr && !last_words->empty()) {
    co_await asio::async_write(client_, asio::buffer(*last_words), Into(ignored));
  }
  co_await client_.async_shutdown(Into(ignored));
  Close();
}

Awaitable<void> TlsConnection::FromClient(std::shared_ptr<TlsConnection> /*kept*/,
                                          Stages stages) {
  co_await Relay(client_, std::move(stages), WriteTo(plain_));
  error_code ignored;
  plain_.shutdown(LocalSocket::shutdown_send, ignored);
}

Awaitable<error_code> TlsConnection::ToClient(std::string_view bytes,
                                              std::optional<std::chrono::seconds> patience) {
  error_code error;
  if (patience) CloseIn(*patience);
  co_await asio::async_write(client_, asio::buffer(bytes), Into(error));
  if (patience) timer_.cancel();
  co_return error;
}

void TlsConnection::CloseIn(std::chrono::seconds limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled) self->Close();
  });
}

void TlsConnection::Close() {
  error_code ignored;
  timer_.cancel();
  client_.lowest_layer().close(ignored);
  plain_.close(ignored);
}

}  // namespace net
