// An HTTP/1.1 server: accepts, reads whole requests, answers in order, keeps connections.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/socket.h"
#include "server/http/connections/tls_front.h"
#include "server/http/message/message.h"
#include "server/http/visitors.h"

namespace http {

// What a port speaks beside HTTP.
struct Protocols {
  // A connection that begins with TLS is HTTPS.
  std::shared_ptr<TlsFront> tls;
  bool only_tls = false;
  // Takes over the connection of a WebSocket handshake for that path; `handshake` is the
  // request as it came.
  std::string web_socket_path;
  std::function<void(net::Socket, std::string handshake, const Peer&)> web_socket;
  // The answer to a handshake that is not taken. Without one, all are.
  std::function<std::optional<Response>(const Request&, Peer&)> web_socket_refusal;
  // Who else may not come in. Without it, all may.
  std::shared_ptr<const Visitors> visitors;
};

class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  struct Limits {
    std::size_t header_bytes = std::size_t{16} << 10;
    std::size_t body_bytes = std::size_t{1} << 20;
    // Of those paths, in place of body_bytes.
    std::map<std::string, std::size_t, std::less<>> body_bytes_of{};
    // Of all connections, see HeldBytes.
    std::size_t held_bytes = std::size_t{512} << 20;
    std::chrono::milliseconds whole_request = std::chrono::seconds(30);
    std::chrono::milliseconds between_requests = std::chrono::minutes(10);
  };

  // Listens at once; port 0 takes any free one. Throws std::runtime_error with a line for the
  // user, naming the flag that sets the port, when it can't. `handler` runs on the io_context;
  // what it throws becomes a 500. It does not get the requests that `streaming` claims; they
  // have no limit but that each piece must come within Limits::whole_request.
  HttpServer(boost::asio::io_context& io, const std::string& bind, int port, Handler handler,
             Limits limits, Streaming streaming = {},
             const std::string& port_flag = "--http-port", Protocols protocols = {});
  HttpServer(boost::asio::io_context& io, const std::string& bind, int port, Handler handler);
  ~HttpServer();  // stops
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  // Ends every connection; `handler` is not called again.
  void Stop();

 private:
  class Acceptor;
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace http
