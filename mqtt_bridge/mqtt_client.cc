#include "mqtt_bridge/mqtt_client.h"

#include <fcntl.h>
#include <mqtt_protocol.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

#include "mqtt_bridge/plugin_protocol.h"
#include "mqtt_bridge/properties.h"

namespace mqtt_bridge {

namespace {

using boost::asio::posix::descriptor_base;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{5};
constexpr milliseconds kLongestPause{1000};
constexpr std::chrono::seconds kConnectLimit{5};
constexpr int kKeepAliveSeconds = 60;
// Messages that may await their acknowledgement. libmosquitto walks through all of them for
// each one sent or acknowledged, so more is slower.
constexpr int kInFlight = 100;
// Packets read at a go, before others on the io_context have their turn.
constexpr int kPacketsAtOnce = 32;

// CONNACK and SUBACK codes from here on are refusals.
constexpr int kRefused = 0x80;

// In memory, about.
std::size_t BytesOf(const Message& message) {
  return sizeof(Message) + message.topic.size() + message.payload.size() +
         message.client_id.size();
}

mosquitto* NewMosquitto(const std::string& client_id, void* self) {
  static const int kInitialised = mosquitto_lib_init();
  mosquitto* created = mosquitto_new(client_id.c_str(), true, self);
  if (kInitialised != MOSQ_ERR_SUCCESS || created == nullptr) {
    throw std::runtime_error("libmosquitto can't be set up for client id '" + client_id + "'");
  }
  mosquitto_int_option(created, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  mosquitto_int_option(created, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_int_option(created, MOSQ_OPT_SEND_MAXIMUM, kInFlight);
  mosquitto_int_option(created, MOSQ_OPT_RECEIVE_MAXIMUM, kInFlight);
  return created;
}

}  // namespace

MqttClient::MqttClient(boost::asio::io_context& io, Address address,
                       std::vector<std::string> subscriptions)
    : address_(std::move(address)),
      subscriptions_(std::move(subscriptions)),
      mosquitto_(NewMosquitto(address_.client_id, this)),
      resolver_(io),
      socket_(io),
      retry_(io),
      second_(io),
      pause_(kFirstPause) {
  mosquitto_connect_v5_callback_set(mosquitto_, OnConnect);
  mosquitto_subscribe_v5_callback_set(mosquitto_, OnSubscribe);
  mosquitto_message_v5_callback_set(mosquitto_, OnPublish);
  mosquitto_publish_v5_callback_set(mosquitto_, OnAcknowledged);
}

MqttClient::~MqttClient() {
  mosquitto_destroy(mosquitto_);
}

void MqttClient::Start(OnMessage on_message, std::function<void()> on_ready,
                       std::function<void()> on_lost) {
  on_message_ = std::move(on_message);
  on_ready_ = std::move(on_ready);
  on_lost_ = std::move(on_lost);
  Connect();
  KeepAlive();
}

void MqttClient::Stop() {
  if (std::exchange(stopped_, true)) return;
  mosquitto_disconnect(mosquitto_);
  subscribed_ = false;
  resolver_.cancel();
  retry_.cancel();
  second_.cancel();
  socket_.close();
}

void MqttClient::Connect() {
  attempt_began_ = std::chrono::steady_clock::now();
  if (address_.port == 0) return ConnectTo(address_.host);
  if (!hosts_.empty()) {
    const std::string host = std::move(hosts_.back());
    hosts_.pop_back();
    return ConnectTo(host);
  }
  // Resolved here, one address an attempt: libmosquitto would wait for the name server, and
  // would try the first address only.
  resolver_.async_resolve(
      address_.host, std::to_string(address_.port),
      [self = shared_from_this()](boost::system::error_code error, const auto& results) {
        if (self->stopped_) return;
        if (error) return self->Lost(error.message());
        for (const auto& entry : results) {
          self->hosts_.push_back(entry.endpoint().address().to_string());
        }
        std::ranges::reverse(self->hosts_);
        self->Connect();
      });
}

void MqttClient::ConnectTo(const std::string& host) {
  const int rc =
      mosquitto_connect_async(mosquitto_, host.c_str(), address_.port, kKeepAliveSeconds);
  if (rc != MOSQ_ERR_SUCCESS || mosquitto_socket(mosquitto_) < 0) {
    return Lost(rc == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(rc));
  }
  const int duplicate = ::fcntl(mosquitto_socket(mosquitto_), F_DUPFD_CLOEXEC, 0);
  if (duplicate < 0) return Lost(std::strerror(errno));
  ++connection_;
  writing_ = false;
  socket_.assign(duplicate);
  WaitForInput();
  WaitForOutput();
}

void MqttClient::WaitForInput() {
  socket_.async_wait(descriptor_base::wait_read,
                     [self = shared_from_this(), connection = connection_](auto error) {
                       if (error || self->stopped_ || connection != self->connection_) return;
                       self->Read();
                     });
}

void MqttClient::WaitForOutput() {
  if (writing_ || !mosquitto_want_write(mosquitto_)) return;
  writing_ = true;
  socket_.async_wait(descriptor_base::wait_write,
                     [self = shared_from_this(), connection = connection_](auto error) {
                       if (error || self->stopped_ || connection != self->connection_) return;
                       self->writing_ = false;
                       self->Write();
                     });
}

bool MqttClient::HasInput() {
  int pending = 0;
  return socket_.is_open() && ::ioctl(socket_.native_handle(), FIONREAD, &pending) == 0 &&
         pending > 0;
}

void MqttClient::Read() {
  bool has_more = true;
  for (int packets = 0; packets < kPacketsAtOnce && has_more; ++packets) {
    const int rc = mosquitto_loop_read(mosquitto_, 1);
    if (std::exchange(acknowledged_, false)) Subscribed();
    // What arrived before the end still counts.
    for (const Message& message : std::exchange(received_, {})) {
      if (!stopped_) on_message_(message);
    }
    if (stopped_) return;
    RunAcknowledged();
    if (mosquitto_socket(mosquitto_) < 0) return Lost(mosquitto_strerror(rc));
    has_more = HasInput();
  }
  WaitForInput();
  Write();
}

void MqttClient::Write() {
  if (!mosquitto_want_write(mosquitto_)) return;
  const int rc = mosquitto_loop_write(mosquitto_, 1);
  if (mosquitto_socket(mosquitto_) < 0) return Lost(mosquitto_strerror(rc));
  if (IsDrained() && on_drained_) on_drained_();
  WaitForOutput();
}

void MqttClient::KeepAlive() {
  second_.expires_after(std::chrono::seconds(1));
  second_.async_wait([self = shared_from_this()](auto error) {
    if (error || self->stopped_) return;
    if (self->socket_.is_open()) {
      const auto waited = std::chrono::steady_clock::now() - self->attempt_began_;
      const int rc = mosquitto_loop_misc(self->mosquitto_);
      if (mosquitto_socket(self->mosquitto_) < 0) {
        self->Lost(mosquitto_strerror(rc));
      } else if (!self->subscribed_ && waited > kConnectLimit) {
        self->Lost("no answer");
      } else {
        self->WaitForOutput();
      }
    }
    self->KeepAlive();
  });
}

void MqttClient::Lost(const std::string& why) {
  if (subscribed_ || !complained_) {
    spdlog::warn("MQTT broker {}:{} {}: {}; trying until it answers", address_.host,
                 address_.port, subscribed_ ? "is gone" : "can't be reached", why);
  }
  complained_ = true;
  const bool was_subscribed = std::exchange(subscribed_, false);
  ++connection_;
  socket_.close();
  std::erase_if(under_way_, [this](const auto& entry) {
    if (entry.second.outlives_connection) return false;
    bytes_ -= entry.second.bytes;
    return true;
  });
  for (auto& [number, acknowledged] : std::exchange(awaited_, {})) {
    acknowledgements_.push_back(std::move(acknowledged));
  }
  RunAcknowledged();
  retry_.expires_after(pause_);
  pause_ = std::min(2 * pause_, kLongestPause);
  retry_.async_wait([self = shared_from_this()](auto error) {
    if (!error && !self->stopped_) self->Connect();
  });
  if (was_subscribed && on_lost_) on_lost_();
  if (on_drained_) on_drained_();
}

void MqttClient::Subscribed() {
  if (std::exchange(complained_, false)) {
    spdlog::info("MQTT broker {}:{} answers", address_.host, address_.port);
  }
  subscribed_ = true;
  hosts_.clear();
  pause_ = kFirstPause;
  for (const Message& message : std::exchange(kept_, {})) {
    bytes_ -= BytesOf(message);
    SendNow(message);
  }
  if (const auto on_ready = std::exchange(on_ready_, nullptr)) on_ready();
}

void MqttClient::Send(const Message& message, std::function<void()> acknowledged) {
  if (!stopped_ && subscribed_ && HasRoomFor(message)) {
    const int number = SendNow(message);
    WaitForOutput();
    // One that could not be sent has no number, and will never be acknowledged.
    if (acknowledged && number != 0) {
      awaited_[number] = std::move(acknowledged);
      return;
    }
  } else if (!stopped_ && !subscribed_ && message.qos > 0) {
    Keep(message);
  }
  if (acknowledged) acknowledged();
}

void MqttClient::RunAcknowledged() {
  for (const auto& acknowledged : std::exchange(acknowledgements_, {})) acknowledged();
}

void MqttClient::NoLongerUnderWay(int number) {
  const auto found = under_way_.find(number);
  if (found == under_way_.end()) return;
  bytes_ -= found->second.bytes;
  under_way_.erase(found);
}

bool MqttClient::HasRoomFor(const Message& message) {
  if (bytes_ + BytesOf(message) <= kMostBytes) {
    is_dropping_ = false;
    return true;
  }
  if (!std::exchange(is_dropping_, true)) {
    spdlog::warn("MQTT broker {}:{} has not taken {} bytes: messages are dropped",
                 address_.host, address_.port, bytes_);
  }
  return false;
}

void MqttClient::Keep(const Message& message) {
  while (!kept_.empty() && !HasRoomFor(message)) {
    bytes_ -= BytesOf(kept_.front());
    kept_.pop_front();
  }
  if (!HasRoomFor(message)) return;
  bytes_ += BytesOf(message);
  kept_.push_back(message);
}

int MqttClient::SendNow(const Message& message) {
  int number = 0;
  last_written_ = 0;
  const bool is_answer = !message.client_id.empty();
  const Properties properties =
      is_answer ? Properties(message.topic, message.client_id) : Properties(message.properties);
  const int rc = mosquitto_publish_v5(
      mosquitto_, &number, is_answer ? kAnswersTopic : message.topic.c_str(),
      static_cast<int>(message.payload.size()), message.payload.data(), message.qos,
      message.retain, properties.list());
  // One at QoS 0 may have been written at once.
  const bool is_gone = number == last_written_;
  if (!is_gone && (rc == MOSQ_ERR_SUCCESS || message.qos > 0)) {
    UnderWay& under_way = under_way_[number];
    bytes_ += BytesOf(message) - under_way.bytes;
    under_way = {BytesOf(message), message.qos > 0};
  }
  // A broken connection is noticed by the next read, and QoS 1 messages survive it.
  if (rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_MALFORMED_UTF8 || rc == MOSQ_ERR_OVERSIZE_PACKET ||
      rc == MOSQ_ERR_PAYLOAD_SIZE || rc == MOSQ_ERR_QOS_NOT_SUPPORTED) {
    spdlog::error("A message on {} can't be sent: {}", message.topic, mosquitto_strerror(rc));
  }
  return number;
}

void MqttClient::Received(const mosquitto_message& message,
                          const mosquitto_property* properties) {
  if (message.retain) return;
  const bool is_plugins_own = std::string_view(message.topic).starts_with("$CONTROL/");
  const std::string name = is_plugins_own ? std::string(kClientIdProperty) : address_.stamp;
  std::string client_id = name.empty() ? "" : UserProperty(properties, name);
  const bool is_last_will = address_.IsOfOurBroker() && !is_plugins_own && client_id.empty();
  received_.push_back({.topic = message.topic,
                       .payload = std::string(static_cast<const char*>(message.payload),
                                              static_cast<std::size_t>(message.payloadlen)),
                       .qos = message.qos,
                       .client_id = std::move(client_id),
                       .is_last_will = is_last_will});
}

void MqttClient::OnConnect(mosquitto*, void* self, int code, int, const mosquitto_property*) {
  auto& client = *static_cast<MqttClient*>(self);
  if (code != 0) {
    spdlog::error("MQTT broker {}:{} refuses the emulator: {}", client.address_.host,
                  client.address_.port, mosquitto_reason_string(code));
    return;
  }
  // libmosquitto takes them as its own, but writes nothing into them.
  std::vector<char*> filters;
  for (const std::string& filter : client.subscriptions_) {
    filters.push_back(const_cast<char*>(filter.c_str()));
  }
  mosquitto_subscribe_multiple(client.mosquitto_, nullptr, static_cast<int>(filters.size()),
                               filters.data(), 1,
                               MQTT_SUB_OPT_NO_LOCAL | MQTT_SUB_OPT_SEND_RETAIN_NEVER, nullptr);
}

void MqttClient::OnSubscribe(mosquitto*, void* self, int, int count, const int* granted,
                             const mosquitto_property*) {
  auto& client = *static_cast<MqttClient*>(self);
  for (int i = 0; i < count; ++i) {
    if (granted[i] < kRefused) continue;
    spdlog::error("MQTT broker {}:{} refuses the subscription to {}", client.address_.host,
                  client.address_.port, client.subscriptions_[static_cast<std::size_t>(i)]);
  }
  // The first is what the emulator is for; it can live without the others.
  if (count > 0 && granted[0] < kRefused) client.acknowledged_ = true;
}

void MqttClient::OnAcknowledged(mosquitto*, void* self, int number, int /*reason*/,
                                const mosquitto_property*) {
  auto& client = *static_cast<MqttClient*>(self);
  client.last_written_ = number;
  client.NoLongerUnderWay(number);
  const auto awaited = client.awaited_.find(number);
  if (awaited == client.awaited_.end()) return;
  try {
    client.acknowledgements_.push_back(std::move(awaited->second));
    client.awaited_.erase(awaited);
  } catch (...) {
    spdlog::error("An acknowledgement was dropped for want of memory");
  }
}

void MqttClient::OnPublish(mosquitto*, void* self, const mosquitto_message* message,
                           const mosquitto_property* properties) {
  try {
    static_cast<MqttClient*>(self)->Received(*message, properties);
  } catch (...) {
    spdlog::error("A message was dropped for want of memory");
  }
}

}  // namespace mqtt_bridge
