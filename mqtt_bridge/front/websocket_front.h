// Ends WebSocket in front of the broker: what a client's frames hold goes on to it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/instant.h"
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

  // Goes on from a handshake that was read already: answers it, and serves the client until
  // `end`, if there is one, when End is to be called.
  void Take(net::Socket socket, const std::string& handshake, engine::Identity identity,
            std::optional<engine::Instant> end);

  // The end of a connection, by its number.
  struct Life {
    engine::Instant end;
    std::int64_t number = 0;
  };

  // In the order in which they end, `most` at most.
  std::vector<Life> Lives(int most) const;
  // All that have an end have this one.
  void Prolong(engine::Instant end);
  void End(std::int64_t number);
  // Empty while it has not said it.
  std::string ClientOf(std::int64_t number) const;
  // Whether the client of that id was ended so; once.
  bool WasEnded(const std::string& client_id);

  void Stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the connections
};

}  // namespace mqtt_bridge
