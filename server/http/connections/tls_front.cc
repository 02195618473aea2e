#include "server/http/connections/tls_front.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <chrono>
#include <utility>

#include "net/handshake_failure.h"
#include "net/tls_connection.h"
#include "net/tls_context.h"

namespace http {

namespace {

namespace asio = boost::asio;

// For a client that takes nothing of what it is sent.
constexpr std::chrono::seconds kPatience{30};

using ConnectionPtr = std::shared_ptr<net::TlsConnection>;

}  // namespace

class TlsFront::Impl : public std::enable_shared_from_this<TlsFront::Impl> {
 public:
  Impl(asio::io_context& io, net::TlsSettings settings) : io_(io), tls_(std::move(settings)) {}

  void Take(net::Socket socket, std::string first_bytes, Plain plain) {
    auto connection = std::make_shared<net::TlsConnection>(io_, std::move(socket), tls_);
    asio::co_spawn(io_.get_executor(),
                   Serve(shared_from_this(), std::move(connection), std::move(first_bytes),
                         std::move(plain)),
                   asio::detached);
  }

 private:
  net::Awaitable<void> Serve(std::shared_ptr<Impl> self, ConnectionPtr connection,
                             std::string first_bytes, Plain plain) {
    net::error_code error = co_await connection->Handshake(std::move(first_bytes));
    net::LocalSocket other(self->io_);
    if (!error) asio::local::connect_pair(connection->plain(), other, error);
    if (error) {
      const std::string why = net::WhyHandshakeFailed(error);
      spdlog::log(why.empty() ? spdlog::level::debug : spdlog::level::warn,
                  "a client at {} is turned away from HTTPS: {}", connection->ClientAddress(),
                  why.empty() ? error.message() : why);
      connection->Close();
      co_return;
    }
    // The HTTP server's socket is a TCP one by its type; what it does with it, a Unix socket
    // does as well.
    net::Socket end(self->io_);
    end.assign(asio::ip::tcp::v4(), other.release());
    plain(std::move(end), {.ip_address = connection->ClientAddress(),
                           .over_tls = true,
                           .certificate_id = connection->ClientFingerprint()});
    net::Stages none;
    co_await connection->PassOn(none, none, kPatience);
  }

  asio::io_context& io_;
  net::TlsContext tls_;
};

TlsFront::TlsFront(asio::io_context& io, const std::string& certificate,
                   const std::string& private_key, bool asks_for_certificates)
    : impl_(std::make_shared<Impl>(
          io, net::TlsSettings{.certificate = certificate,
                               .private_key = private_key,
                               .client_certificate = asks_for_certificates
                                                         ? net::ClientCertificate::kAsked
                                                         : net::ClientCertificate::kNotAsked,
                               .admits = [](const std::string&) { return true; }})) {}

TlsFront::~TlsFront() = default;

void TlsFront::Take(net::Socket socket, std::string first_bytes, Plain plain) {
  impl_->Take(std::move(socket), std::move(first_bytes), std::move(plain));
}

}  // namespace http
