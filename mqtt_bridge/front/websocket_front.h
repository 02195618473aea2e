// Ends WebSocket in front of the broker: what a client's frames hold goes on to it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "mqtt_bridge/front/clients.h"
#include "net/socket.h"

namespace mqtt_bridge {

class WebSocketFront {
 public:
  // The broker listens on a Unix socket. While it is away, who connects is turned away.
  WebSocketFront(boost::asio::io_context& io, const std::string& broker_socket,
                 Clients& clients);
  ~WebSocketFront();  // stops
  WebSocketFront(const WebSocketFront&) = delete;
  WebSocketFront& operator=(const WebSocketFront&) = delete;

  // Goes on from a handshake that was read already: answers it, and serves the client.
  void Take(net::Socket socket, const std::string& handshake, engine::Identity identity);
  void Stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the connections
};

}  // namespace mqtt_bridge
