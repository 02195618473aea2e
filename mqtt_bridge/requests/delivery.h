// How requests come to be answered and messages come to be sent: as they should, but for
// faults.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/faults/fault.h"
#include "engine/instant.h"
#include "mqtt_bridge/mqtt_client.h"
#include "mqtt_bridge/requests/router.h"

namespace mqtt_bridge {

// What goes wrong on purpose, and what it takes.
struct MessageFaults {
  std::function<bool()> any;  // whether anything may go wrong
  std::function<std::optional<engine::FaultEffect>(const engine::Occasion&)> strike;
  // Has `go` run when the emulator's clock has gone on so far.
  std::function<void(engine::Duration, std::string what, std::size_t bytes,
                     std::function<void()> go)>
      hold;
  std::function<void()> restart_broker;
};

class Delivery : public std::enable_shared_from_this<Delivery> {
 public:
  using Send = std::function<void(const Message&)>;
  using Disconnect = std::function<void(const std::string& client_id)>;

  // `send`'s messages go to the broker; `disconnect` ends a client's connection.
  Delivery(Send send, Disconnect disconnect)
      : send_(std::move(send)), disconnect_(std::move(disconnect)) {}

  void SetFaults(MessageFaults faults) { faults_ = std::move(faults); }

  bool MayFail() const { return faults_.any && faults_.any(); }

  // A request has come, which `answer` deals with.
  void Take(const Message& request, const Route& route, const std::function<void()>& answer);
  // The answer to a request.
  void Answer(const Message& request, const Route& route, Message answer);
  // Any other message.
  void Publish(const Message& message);

  // Nothing that is held is sent any more.
  void Stop() { send_ = nullptr; }

 private:
  struct Overtaken {
    std::string thing;
    Message message;
  };

  static constexpr std::size_t kMostOvertaken = 100;

  void Go(const Message& message);
  void Meet(const engine::FaultEffect& effect, const engine::Occasion& occasion,
            const std::string& client_id, Message message);
  void LetOvertake(const std::string& thing, Message message);
  void SendOvertaken(const std::string& thing);

  Send send_;
  const Disconnect disconnect_;
  MessageFaults faults_;
  std::vector<Overtaken> overtaken_;
};

}  // namespace mqtt_bridge
