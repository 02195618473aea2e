#include "server/http/connections/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "net/listener.h"
#include "server/http/connections/connection.h"

namespace http {

namespace asio = boost::asio;

class HttpServer::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(const net::ListenAddress& address, std::shared_ptr<Serving> serving)
      : listener_(serving->io, address), serving_(std::move(serving)) {}

  void Start() { asio::co_spawn(serving_->io, Accept(shared_from_this()), asio::detached); }

  int port() const { return listener_.port(); }

  void Stop() {
    serving_->stopped = true;
    listener_.Close();
    net::error_code ignored;
    for (net::Socket* socket : serving_->sockets) socket->close(ignored);
  }

 private:
  // Coroutines hold what they run on.
  net::Awaitable<void> Accept(std::shared_ptr<Acceptor> /*kept*/) {
    while (!serving_->stopped) {
      net::Socket socket = co_await listener_.Next();
      if (serving_->stopped) break;
      net::error_code error;
      Peer peer{.ip_address = socket.remote_endpoint(error).address().to_string()};
      asio::co_spawn(serving_->io, Serve(serving_, std::move(socket), std::move(peer)),
                     asio::detached);
    }
  }

  net::Listener listener_;
  const std::shared_ptr<Serving> serving_;
};

HttpServer::HttpServer(asio::io_context& io, const std::string& bind, int port, Handler handler,
                       Limits limits, Streaming streaming, const std::string& port_flag,
                       Protocols protocols)
    : acceptor_(std::make_shared<Acceptor>(
          net::ListenAddress{.bind = bind, .port = port, .flag = port_flag, .protocol = "HTTP"},
          std::make_shared<Serving>(Serving{.io = io,
                                            .handler = std::move(handler),
                                            .limits = std::move(limits),
                                            .streaming = std::move(streaming),
                                            .protocols = std::move(protocols)}))) {
  acceptor_->Start();
}

HttpServer::HttpServer(asio::io_context& io, const std::string& bind, int port, Handler handler)
    : HttpServer(io, bind, port, std::move(handler), Limits()) {}

HttpServer::~HttpServer() {
  Stop();
}

int HttpServer::port() const {
  return acceptor_->port();
}

void HttpServer::Stop() {
  acceptor_->Stop();
}

}  // namespace http
