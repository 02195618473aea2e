// Who speaks to the broker through the emulator's own fronts (TLS, WebSocket): whether they may
// connect, and who they are, by client id.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/broker/broker_rules.h"
#include "engine/broker/connect_attempt.h"
#include "engine/faults/fault.h"
#include "mqtt_bridge/front/connack_packet.h"
#include "mqtt_bridge/front/connect_packet.h"

namespace mqtt_bridge {

// One connection.
struct Client {
  engine::Identity identity;
  std::optional<std::string> client_id;  // from when its CONNECT is there
  std::string user_name;                 // that the broker knows it by, if it was introduced
  ConnackProperties to_hear;             // what its CONNACK is to say
  std::string last_words;                // a CONNACK that refuses, in place of the broker's
  bool is_gone = false;
  bool is_stalled = false;  // by a fault: nothing of it goes on any more
};

// What goes wrong on purpose with connections.
struct ConnectionFaults {
  std::function<bool()> any;  // whether anything may
  std::function<std::optional<engine::FaultEffect>(const engine::Occasion&)> strike;
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

  // Without, all goes well.
  void SetFaults(ConnectionFaults faults) { faults_ = std::move(faults); }

  bool MayFail() const { return faults_.any && faults_.any(); }

  // Whether this is what goes wrong now with the client, which has said its id.
  bool Fails(const Client& client, engine::FaultKind kind) const;

  // Takes in a client by the CONNECT that `bytes` begin with, and brings that within AWS's
  // bounds. False: it may not connect.
  bool Admit(Client& client, ConnectPacket& packet, std::string& bytes);
  // The connection began with something else than a CONNECT.
  static void WarnOfOtherProtocol(const Client& client, std::string_view bytes);
  // The client is gone.
  void Forget(Client& client);

  // Who is connected under that client id; empty when nobody is.
  engine::Identity IdentityOf(const std::string& client_id) const;

  // Whether the client is the one that is connected under its id.
  bool IsKnown(const Client& client) const;

 private:
  // Has the client told why it may not connect, by a code of MQTT 3 or 5; always false.
  bool Refuse(Client& client, const ConnectPacket& packet, std::uint8_t return_code,
              std::uint8_t reason_code, nlohmann::json why) const;

  const engine::BrokerRules rules_;
  const Refused refused_;
  Introduce introduce_;
  Ended ended_;
  ConnectionFaults faults_;
  std::map<std::string, const Client*> by_id_;
};

}  // namespace mqtt_bridge
