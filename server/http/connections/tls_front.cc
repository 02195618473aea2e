#include "server/http/connections/tls_front.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

#include "engine/identity/x509.h"

namespace http {

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;
using Executor = SocketExecutor;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Inner = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::chrono::seconds kHandshakeLimit{15};
// For a client that takes nothing of what it is sent.
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kGoodbyeLimit{1};

auto Into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<Executor>(), error);
}

struct Session {
  Session(asio::io_context& io, Socket socket, ssl::context& tls)
      : outer(std::move(socket), tls), inner(io), timer(io) {}

  void Close() {
    error_code ignored;
    timer.cancel();
    outer.lowest_layer().close(ignored);
    inner.close(ignored);
  }

  ssl::stream<Socket> outer;
  Inner inner;
  Timer timer;
};

using SessionPtr = std::shared_ptr<Session>;

void CloseIn(const SessionPtr& session, std::chrono::seconds limit) {
  session->timer.expires_after(limit);
  session->timer.async_wait([session](const error_code& cancelled) {
    if (!cancelled) session->Close();
  });
}

int TakeAny(X509_STORE_CTX*, void*) {
  return 1;
}

Peer PeerOf(Session& session) {
  error_code gone;
  Peer peer{
      .ip_address = session.outer.lowest_layer().remote_endpoint(gone).address().to_string(),
      .over_tls = true};
  X509* certificate = SSL_get0_peer_certificate(session.outer.native_handle());
  if (certificate == nullptr) return peer;
  const std::unique_ptr<BIO, decltype(&BIO_free)> pem(BIO_new(BIO_s_mem()), BIO_free);
  char* text = nullptr;
  if (PEM_write_bio_X509(pem.get(), certificate) == 1) {
    const long size = BIO_get_mem_data(pem.get(), &text);
    const auto facts = server::ReadCertificate({text, static_cast<std::size_t>(size)});
    if (facts) peer.certificate_id = facts->id;
  }
  return peer;
}

Awaitable<void> FromClient(SessionPtr session) {
  std::array<char, std::size_t{16} << 10> buffer;
  error_code error;
  while (!error) {
    const std::size_t size =
        co_await session->outer.async_read_some(asio::buffer(buffer), Into(error));
    if (!error) {
      co_await asio::async_write(session->inner, asio::buffer(buffer, size), Into(error));
    }
  }
  session->inner.shutdown(Inner::shutdown_send, error);
}

Awaitable<void> ToClient(SessionPtr session) {
  std::array<char, std::size_t{16} << 10> buffer;
  error_code error;
  while (!error) {
    const std::size_t size =
        co_await session->inner.async_read_some(asio::buffer(buffer), Into(error));
    if (error) break;
    CloseIn(session, kPatience);
    co_await asio::async_write(session->outer, asio::buffer(buffer, size), Into(error));
    session->timer.cancel();
  }
  CloseIn(session, kGoodbyeLimit);
  co_await session->outer.async_shutdown(Into(error));
  session->Close();
}

}  // namespace

class TlsFront::Impl : public std::enable_shared_from_this<TlsFront::Impl> {
 public:
  Impl(asio::io_context& io, const std::string& certificate, const std::string& private_key,
       bool asks_for_certificates)
      : io_(io), tls_(ssl::context::tls_server) {
    tls_.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                     ssl::context::no_tlsv1_1);
    tls_.use_certificate_chain(asio::buffer(certificate));
    tls_.use_private_key(asio::buffer(private_key), ssl::context::pem);
    SSL_CTX* context = tls_.native_handle();
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (!asks_for_certificates) return;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, TakeAny, nullptr);
    // A session taken up again would not show its certificate.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
  }

  void Take(Socket socket, std::string first_bytes, Plain plain) {
    auto session = std::make_shared<Session>(io_, std::move(socket), tls_);
    asio::co_spawn(
        io_.get_executor(),
        Serve(shared_from_this(), std::move(session), std::move(first_bytes), std::move(plain)),
        asio::detached);
  }

 private:
  Awaitable<void> Serve(std::shared_ptr<Impl> self, SessionPtr session, std::string first_bytes,
                        Plain plain) {
    error_code error;
    CloseIn(session, kHandshakeLimit);
    co_await session->outer.async_handshake(ssl::stream_base::server, asio::buffer(first_bytes),
                                            Into(error));
    session->timer.cancel();
    Inner other(self->io_);
    if (!error) asio::local::connect_pair(session->inner, other, error);
    if (error) {
      spdlog::debug("no HTTPS connection came of a TLS handshake: {}", error.message());
      session->Close();
      co_return;
    }
    // The HTTP server's socket is a TCP one by its type; what it does with it, a Unix socket
    // does as well.
    Socket end(self->io_);
    end.assign(asio::ip::tcp::v4(), other.release());
    plain(std::move(end), PeerOf(*session));
    asio::co_spawn(self->io_.get_executor(), FromClient(session), asio::detached);
    co_await ToClient(session);
  }

  asio::io_context& io_;
  ssl::context tls_;
};

TlsFront::TlsFront(asio::io_context& io, const std::string& certificate,
                   const std::string& private_key, bool asks_for_certificates)
    : impl_(std::make_shared<Impl>(io, certificate, private_key, asks_for_certificates)) {}

TlsFront::~TlsFront() = default;

void TlsFront::Take(Socket socket, std::string first_bytes, Plain plain) {
  impl_->Take(std::move(socket), std::move(first_bytes), std::move(plain));
}

bool IsTls(std::string_view first_bytes) {
  constexpr char kHandshakeRecord = 0x16;
  return first_bytes.starts_with(kHandshakeRecord);
}

}  // namespace http
