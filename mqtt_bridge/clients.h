// Who speaks to the broker through the emulator's own fronts (TLS, WebSocket), by client id.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/presence.h"
#include "mqtt_bridge/goodbye.h"

namespace mqtt_bridge {

// One connection.
struct Client {
  engine::Identity identity;
  // What the device has said, until its client id is known.
  std::string first_bytes;
  std::optional<std::string> client_id;
  Goodbye goodbye;
  bool is_gone = false;
};

// A client is known from when its id is until it is gone, or another comes with that id.
class Clients {
 public:
  // A device's DISCONNECT, or WebSocket's own goodbye, is about to go to the broker.
  using TakesLeave = std::function<void(const std::string& client_id)>;

  explicit Clients(TakesLeave takes_leave) : takes_leave_(std::move(takes_leave)) {}

  // The next bytes of a client. The first packet tells its id.
  void Hear(Client& client, std::string_view bytes);
  void TakeLeave(const Client& client);
  // The client is gone; what it may still have said counts no more.
  void Forget(Client& client);

  // Who is connected under that client id; empty when nobody is.
  engine::Identity IdentityOf(const std::string& client_id) const;

 private:
  void Know(Client& client, const std::string& client_id);
  bool IsKnown(const Client& client) const;

  const TakesLeave takes_leave_;
  std::map<std::string, const Client*> by_id_;
};

}  // namespace mqtt_bridge
