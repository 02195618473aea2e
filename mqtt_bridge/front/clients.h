// Who speaks to the broker through the emulator's own fronts (TLS, WebSocket): their first
// packets, and who they are, by client id.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/broker/broker_rules.h"
#include "engine/broker/connect_attempt.h"
#include "mqtt_bridge/front/connack_packet.h"
#include "mqtt_bridge/front/connect_packet.h"

namespace mqtt_bridge {

// One connection.
struct Client {
  engine::Identity identity;
  std::optional<std::string> client_id;  // from when its CONNECT is there
  std::string user_name;                 // that the broker knows it by, if it was introduced

  std::string first_bytes;  // what it has said, until its CONNECT is whole
  bool has_spoken = false;
  std::string first_answer;  // likewise
  bool has_heard = false;
  ConnackProperties to_hear;
  // What is passed on in the place of those.
  std::string for_broker, for_client;
  bool is_gone = false;
};

// A client is known from when its id is until it is gone, or another comes with that id.
class Clients {
 public:
  // What the broker is to know of a device that connects, if anything; and that its connection
  // has ended.
  using Introduce =
      std::function<std::optional<engine::Introduction>(const engine::ConnectAttempt&)>;
  using Ended = std::function<void(const std::string& user_name)>;
  // A connection was ended by a rule, as the broker's plugin tells of those that it ends.
  using Refused = std::function<void(const nlohmann::json& refusal)>;

  Clients(engine::BrokerRules rules, Refused refused)
      : rules_(std::move(rules)), refused_(std::move(refused)) {}

  // Without, devices speak for themselves.
  void SetIntroduction(Introduce introduce, Ended ended);

  // What is to be passed on of the next bytes, from the client to the broker and back: the
  // client's CONNECT, whole and within AWS's bounds, and the CONNACK that says so. Valid until
  // the next call with that client. Nothing: the connection is to end, as it does for whoever
  // begins with something else.
  std::optional<std::string_view> ToBroker(Client& client, std::string_view bytes);
  std::string_view ToClient(Client& client, std::string_view bytes);
  // The client is gone.
  void Forget(Client& client);

  // Who is connected under that client id; empty when nobody is.
  engine::Identity IdentityOf(const std::string& client_id) const;

 private:
  // False: it may not connect.
  bool Meet(Client& client, ConnectPacket& packet);
  bool IsKnown(const Client& client) const;

  const engine::BrokerRules rules_;
  const Refused refused_;
  Introduce introduce_;
  Ended ended_;
  std::map<std::string, const Client*> by_id_;
};

}  // namespace mqtt_bridge
