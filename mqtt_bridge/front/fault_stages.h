// What a fault does to the packets of a connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mqtt_bridge/front/clients.h"
#include "mqtt_bridge/front/packet_bounds.h"
#include "net/stage.h"

namespace mqtt_bridge {

// Of what goes to the client: takes packets out, and everything once it is stalled.
class PacketLossStage : public net::Stage {
 public:
  PacketLossStage(const Clients& clients, Client& client)
      : clients_(clients), client_(client) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override;

 private:
  bool Loses(char first_byte);

  const Clients& clients_;
  Client& client_;
  PacketBounds bounds_;
  bool is_losing_ = false;  // the packet that has begun
  std::string passed_;
};

// Of what goes to the broker: nothing once it is stalled.
class StallStage : public net::Stage {
 public:
  StallStage(const Clients& clients, Client& client) : clients_(clients), client_(client) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override;

 private:
  const Clients& clients_;
  Client& client_;
  bool has_connected_ = false;  // its CONNECT has passed
};

}  // namespace mqtt_bridge
