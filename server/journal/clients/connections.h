// Who is connected to the broker now.
#pragma once

#include <map>
#include <string>

#include "engine/broker/presence.h"
#include "engine/instant.h"
#include "server/service/committed.h"

namespace server {

struct Connection {
  engine::Presence client;
  engine::Instant since;
};

// Takes part of what the service tells. A reset ends no connection.
class Connections {
 public:
  void Record(const Committed& committed);

  // By client id.
  const std::map<std::string, Connection>& All() const { return connections_; }

 private:
  std::map<std::string, Connection> connections_;
};

}  // namespace server
