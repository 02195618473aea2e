// Devices' requests in, answers and notices out.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/broker/presence.h"
#include "engine/broker/publication.h"
#include "engine/instant.h"
#include "engine/messages/notice.h"
#include "mqtt_bridge/address.h"
#include "mqtt_bridge/requests/answer.h"
#include "mqtt_bridge/requests/delivery.h"

namespace mqtt_bridge {

// A request that was rejected.
struct Rejection {
  const api_spec::Operation* operation = nullptr;  // none: the topic means no operation
  std::string topic, client_id;
  std::string thing;  // that the topic names, if it does
  std::string code, message;
};

// A message on its way: to the service, or from it to the broker.
struct Passing {
  bool received = false;  // else sent
  std::string_view topic;
  std::string_view payload;       // or its beginning
  std::size_t payload_bytes = 0;  // of all of it
  std::string_view
      client_id;  // who has sent it, or alone gets it; empty: unknown, or subscribers
};

// A client of the broker has subscribed, or unsubscribed.
struct SubscriptionChange {
  std::string_view client_id, filter;
  int qos = 0;
  bool ended = false;
  bool known_before = false;  // told anew
};

// Makes ready to run the operation that a client asks for: calls `ready` once, at once or
// later, with what runs it.
using Prepare =
    std::function<void(const Route&, const std::string& client_id, nlohmann::json input,
                       std::function<void(const Run&)> ready)>;

// Connects to a broker, answers what arrives on the topics of the description's families, and
// publishes notices.
// Everything runs on the io_context, and only its thread may call the bridge; there is no other
// thread and no waiting, not even while the broker is away.
class Bridge {
 public:
  Bridge(boost::asio::io_context& io, const api_spec::Spec& spec, Prepare prepare, Now now);
  ~Bridge();

  // Connects, and reconnects with back-off for as long as the bridge lives. `on_ready` runs
  // once on the io_context, when the first subscription is acknowledged.
  void Start(const Address& address, std::function<void()> on_ready);
  // Who comes to the broker and who leaves it, where it has our plugin. To be set before Start.
  // `identify` knows those who do not come to the broker by a port of its own.
  void OnPresence(std::function<engine::Identity(const std::string& client_id)> identify,
                  std::function<void(const engine::Presence&)> changed);
  // What the plugin tells of clients that something is refused to. To be set before Start.
  void OnRefusal(std::function<void(const std::string& told)> refused);
  // To be set before Start.
  void OnSubscription(std::function<void(const SubscriptionChange&)> changed);
  // All that devices send the service, what they publish elsewhere as far as the plugin tells,
  // and all that is sent. To be set before Start.
  void OnMessage(std::function<void(const Passing&)> passed);
  void OnRejection(std::function<void(const Rejection&)> rejected);
  // The subscription has ended with its connection. To be set before Start.
  void OnLost(std::function<void()> lost);
  // The plugin, where there is one, knows of no enrichment. To be set before Start.
  void OnEnrichmentAsked(std::function<void()> asked);
  // To be set before Start.
  void SetFaults(MessageFaults faults);
  // Families that answer subscribers alone answer the asking client instead, where the broker
  // has our plugin. To be set before Start.
  void AnswerUnsubscribed();
  // What is to go with what things publish, for the plugin.
  void Enrich(const std::string& text, std::function<void()> in_force);
  // A change of what a client may do, for the plugin. Kept while the broker is away. `in_force`
  // runs once it holds for all that the broker reads from then on.
  void ChangePermissions(const std::string& text, std::function<void()> in_force);
  // The subscription stands: devices' requests arrive.
  bool connected() const;
  // Those that are to be sent, and of which the broker has not said yet that it has them.
  std::size_t messages_under_way() const;
  // At QoS 1: after the answer to the caller that caused it, which leaves as soon as its
  // operation has returned, and before any device's request that is answered later. What is
  // published while the broker is away is kept, and sent when it is back.
  void Publish(const engine::Notice& notice);
  // What is sent to a service of AWS IoT that is emulated is a request to it. Its answer goes
  // to whoever has subscribed to that.
  void Publish(const engine::Publication& message);
  // Ends a client's connection, where the broker has our plugin.
  void Disconnect(const std::string& client_id, bool with_last_will);
  void Stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace mqtt_bridge
