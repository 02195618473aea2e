// One connection of the HTTP server, from its first bytes to its last answer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>

#include "net/socket.h"
#include "server/http/connections/held_bytes.h"
#include "server/http/connections/http_server.h"
#include "server/http/message/message.h"

namespace http {

// What a server's connections have in common.
struct Serving {
  boost::asio::io_context& io;
  const HttpServer::Handler handler;
  const HttpServer::Limits limits;
  const Streaming streaming;
  const Protocols protocols;
  bool stopped = false;
  HeldBytes held{limits.held_bytes};
  std::set<net::Socket*> sockets{};  // open ones
};

// Until the connection ends, or another protocol takes it over.
net::Awaitable<void> Serve(std::shared_ptr<Serving> serving, net::Socket socket, Peer peer);

}  // namespace http
