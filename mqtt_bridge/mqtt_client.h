// One MQTT 5 connection, driven by the io_context: libmosquitto speaks the protocol, Asio
// waits.
#pragma once

#include <mosquitto.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/broker/publication.h"
#include "mqtt_bridge/address.h"

namespace mqtt_bridge {

struct Message {
  std::string topic;
  std::string payload;
  int qos = 0;
  // Received: who sent it, where the broker has our plugin. To be sent: who alone is to get it,
  // which needs the plugin. Empty: unknown, and whoever subscribed.
  std::string client_id;
  // Received from our broker: its last will, of a client that is gone and hears no answer.
  bool is_last_will = false;
  // Of one that is for whoever subscribed.
  bool retain = false;
  engine::MessageProperties properties{};
};

// Subscribes to its filters, the first of which it needs, and connects again for as long as it
// lives. Owned through a shared_ptr, since waits that are under way hold it.
class MqttClient : public std::enable_shared_from_this<MqttClient> {
 public:
  using OnMessage = std::function<void(const Message&)>;

  MqttClient(boost::asio::io_context& io, Address address,
             std::vector<std::string> subscriptions);
  ~MqttClient();
  MqttClient(const MqttClient&) = delete;
  MqttClient& operator=(const MqttClient&) = delete;

  // `on_ready` runs once, when the first subscription is acknowledged; `on_lost` whenever a
  // subscription has ended with its connection.
  void Start(OnMessage on_message, std::function<void()> on_ready,
             std::function<void()> on_lost);

  bool connected() const { return subscribed_; }

  // Those at QoS 1 that the broker has not acknowledged, others that are not written, and those
  // that are kept.
  std::size_t messages_under_way() const { return under_way_.size() + kept_.size(); }

  // Whether the broker has taken all that was sent, or is away.
  bool IsDrained() const { return !subscribed_ || !mosquitto_want_write(mosquitto_); }

  // Whether the broker has sent what is not read yet.
  bool HasInput();

  // `drained` is called when it has. To be set before Start.
  void OnDrained(std::function<void()> drained) { on_drained_ = std::move(drained); }

  // While the broker is away, messages at QoS 1 are kept and others are dropped. Of what it has
  // not taken no more is kept than kMostBytes: the newest are dropped where it is there and
  // hangs, the oldest where it is away.
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20;
  // `acknowledged` runs once, when the broker has dealt with a message at QoS 1, or when there
  // is no broker that could.
  void Send(const Message& message, std::function<void()> acknowledged = {});
  void Stop();

 private:
  void Connect();
  void ConnectTo(const std::string& host);
  void WaitForInput();
  void WaitForOutput();
  void Read();
  void Write();
  void KeepAlive();
  void Lost(const std::string& why);
  void Subscribed();
  bool HasRoomFor(const Message& message);
  void Keep(const Message& message);
  void NoLongerUnderWay(int number);
  // Returns the message's number on this connection; 0 for one that can't be sent.
  int SendNow(const Message& message);
  void RunAcknowledged();

  // libmosquitto's callbacks: they take a copy and leave, and throw nothing.
  void Received(const mosquitto_message& message, const mosquitto_property* properties);
  static void OnConnect(mosquitto*, void* self, int code, int flags, const mosquitto_property*);
  static void OnSubscribe(mosquitto*, void* self, int, int count, const int* granted,
                          const mosquitto_property*);
  static void OnAcknowledged(mosquitto*, void* self, int number, int reason,
                             const mosquitto_property*);
  static void OnPublish(mosquitto*, void* self, const mosquitto_message* message,
                        const mosquitto_property* properties);

  const Address address_;
  const std::vector<std::string> subscriptions_;
  mosquitto* const mosquitto_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::posix::stream_descriptor socket_;  // a duplicate: libmosquitto closes its own
  boost::asio::steady_timer retry_, second_;
  OnMessage on_message_;
  std::function<void()> on_ready_, on_lost_, on_drained_;
  std::vector<std::string> hosts_;  // numeric addresses not tried yet
  std::vector<Message> received_;
  std::deque<Message> kept_;
  std::map<int, std::function<void()>> awaited_;  // by the number of the message

  struct UnderWay {
    std::size_t bytes = 0;
    bool outlives_connection = false;  // is at QoS 1
  };

  std::map<int, UnderWay> under_way_;  // by the number of the message
  int last_written_ = 0;               // its number
  std::size_t bytes_ = 0;              // of what is under way and of what is kept
  std::vector<std::function<void()>> acknowledgements_;
  std::chrono::milliseconds pause_;
  std::chrono::steady_clock::time_point attempt_began_;
  std::uint64_t connection_ = 0;  // counts, so that a late wait knows that it is late
  bool writing_ = false;
  bool acknowledged_ = false;  // the subscription, in the packet just read
  bool subscribed_ = false;
  bool complained_ = false;
  bool is_dropping_ = false;  // and has said so
  bool stopped_ = false;
};

}  // namespace mqtt_bridge
