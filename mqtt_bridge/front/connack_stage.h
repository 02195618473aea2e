// Has the broker's CONNACK say what its client's CONNECT was brought to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mqtt_bridge/front/clients.h"
#include "net/stage.h"

namespace mqtt_bridge {

// Of what goes to the client.
class ConnackStage : public net::Stage {
 public:
  explicit ConnackStage(const Client& client) : client_(client) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override;

 private:
  const Client& client_;
  std::string begun_;  // until it is whole
  bool is_whole_ = false;
  std::string passed_;
};

}  // namespace mqtt_bridge
