// Ends TLS in front of the HTTP server, which sees the plain side of a connection only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "net/socket.h"
#include "server/http/message/message.h"

namespace http {

class TlsFront {
 public:
  // The server's certificate and key are PEM. Where client certificates are asked for, any will
  // do, and none: what they are worth is for the HTTP answer to say.
  TlsFront(boost::asio::io_context& io, const std::string& certificate,
           const std::string& private_key, bool asks_for_certificates);
  ~TlsFront();
  TlsFront(const TlsFront&) = delete;
  TlsFront& operator=(const TlsFront&) = delete;

  using Plain = std::function<void(net::Socket, Peer)>;

  // Shakes hands, going on from the bytes that were read already, and calls `plain` with the
  // other end of a socket pair; not when the handshake fails.
  void Take(net::Socket socket, std::string first_bytes, Plain plain);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the connections
};

}  // namespace http
