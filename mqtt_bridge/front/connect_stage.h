// Holds a client back until its CONNECT is whole, and passes on what becomes of that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mqtt_bridge/front/clients.h"
#include "net/stage.h"

namespace mqtt_bridge {

// Of what goes to the broker. Ends the connection of whoever begins with something else, or may
// not connect.
class ConnectStage : public net::Stage {
 public:
  ConnectStage(Clients& clients, Client& client) : clients_(clients), client_(client) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override;

 private:
  Clients& clients_;
  Client& client_;
  std::string begun_;  // until it is whole
  bool is_whole_ = false;
  std::string passed_;
};

}  // namespace mqtt_bridge
