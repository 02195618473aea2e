#include "virtual_devices/connection.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>

#include <stdexcept>

namespace virtual_devices {

namespace {

using boost::asio::posix::descriptor_base;

constexpr int kKeepAliveSeconds = 300;
constexpr int kRefused = 0x80;  // SUBACK codes from here on
// Packets read at a go, before others on the io_context have their turn.
constexpr int kAtOnce = 16;

void Demand(int result, const std::string& what) {
  if (result == MOSQ_ERR_SUCCESS) return;
  throw std::runtime_error(what + ": " + mosquitto_strerror(result));
}

}  // namespace

Connection::Connection(boost::asio::io_context& io, std::string client_id,
                       std::vector<std::string> subscriptions, Listener listener)
    : client_id_(std::move(client_id)),
      subscriptions_(std::move(subscriptions)),
      listener_(std::move(listener)),
      socket_(io) {}

void Connection::UseTls(const Broker& broker) {
  Demand(mosquitto_tls_set(client_.get(), broker.ca.c_str(), nullptr,
                           broker.certificate.empty() ? nullptr : broker.certificate.c_str(),
                           broker.key.empty() ? nullptr : broker.key.c_str(), nullptr),
         "the certificates " + broker.ca + ", " + broker.certificate + " and " + broker.key +
             " can't be used");
}

void Connection::Open(const Broker& broker) {
  static const int kInitialised = mosquitto_lib_init();
  Demand(kInitialised, "libmosquitto can't be set up");
  HangUp();
  client_.reset(mosquitto_new(client_id_.c_str(), /*clean_session=*/true, this));
  if (client_ == nullptr) {
    throw std::runtime_error("no MQTT client can be called '" + client_id_ + "'");
  }
  mosquitto_int_option(client_.get(), MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_connect_callback_set(client_.get(), OnConnect);
  mosquitto_subscribe_callback_set(client_.get(), OnSubscribe);
  mosquitto_message_callback_set(client_.get(), OnMessage);
  if (!broker.ca.empty()) UseTls(broker);
  const int result = mosquitto_connect_async(client_.get(), broker.host.c_str(), broker.port,
                                             kKeepAliveSeconds);
  if (result != MOSQ_ERR_SUCCESS) return Lost();
  const int duplicate = ::fcntl(mosquitto_socket(client_.get()), F_DUPFD_CLOEXEC, 0);
  if (duplicate < 0) return Lost();
  socket_.assign(duplicate);
  WaitForInput();
  WaitForOutput();
}

void Connection::HangUp() {
  ++number_;
  subscribed_ = writing_ = false;
  socket_.close();
  client_.reset();
  received_.clear();
}

void Connection::Lost() {
  HangUp();
  listener_.on_lost();
}

void Connection::WaitForInput() {
  socket_.async_wait(descriptor_base::wait_read,
                     [self = shared_from_this(), number = number_](auto error) {
                       if (!error && number == self->number_) self->Read();
                     });
}

void Connection::WaitForOutput() {
  if (writing_ || !mosquitto_want_write(client_.get())) return;
  writing_ = true;
  socket_.async_wait(descriptor_base::wait_write,
                     [self = shared_from_this(), number = number_](auto error) {
                       if (error || number != self->number_) return;
                       self->writing_ = false;
                       self->Write();
                     });
}

void Connection::Read() {
  const int number = number_;
  int pending = 1;
  for (int i = 0; i < kAtOnce && pending > 0; ++i) {
    const bool was_subscribed = subscribed_;
    mosquitto_loop_read(client_.get(), 1);
    const bool is_gone = mosquitto_socket(client_.get()) < 0;
    if (subscribed_ && !was_subscribed) listener_.on_subscribed();
    for (const auto& [topic, payload] : std::exchange(received_, {})) {
      if (number == number_) listener_.on_message(topic, payload);
    }
    // The listener may have hung up, and even opened another.
    if (number != number_) return;
    if (is_gone) return Lost();
    if (::ioctl(socket_.native_handle(), FIONREAD, &pending) != 0) pending = 0;
  }
  WaitForInput();
  WaitForOutput();
}

void Connection::Write() {
  mosquitto_loop_write(client_.get(), 1);
  if (mosquitto_socket(client_.get()) < 0) return Lost();
  WaitForOutput();
}

void Connection::KeepAlive() {
  if (client_ == nullptr) return;
  mosquitto_loop_misc(client_.get());
  if (mosquitto_socket(client_.get()) < 0) return Lost();
  WaitForOutput();
}

void Connection::Send(const Publication& publication) {
  if (client_ == nullptr) return;
  // That it can't be sent is noticed by the next read.
  mosquitto_publish(client_.get(), nullptr, publication.topic.c_str(),
                    static_cast<int>(publication.payload.size()), publication.payload.data(),
                    /*qos=*/1, /*retain=*/false);
  WaitForOutput();
}

void Connection::OnConnect(mosquitto* client, void* self, int code) {
  auto& connection = *static_cast<Connection*>(self);
  if (code != 0) {
    spdlog::warn("{} is not let in: {}", connection.client_id_, mosquitto_connack_string(code));
    return;
  }
  // libmosquitto takes them as its own, but writes nothing into them.
  std::vector<char*> filters;
  for (const std::string& filter : connection.subscriptions_) {
    filters.push_back(const_cast<char*>(filter.c_str()));
  }
  mosquitto_subscribe_multiple(client, nullptr, static_cast<int>(filters.size()),
                               filters.data(), /*qos=*/1, /*options=*/0, nullptr);
}

void Connection::OnSubscribe(mosquitto*, void* self, int, int count, const int* granted) {
  auto& connection = *static_cast<Connection*>(self);
  for (int i = 0; i < count; ++i) {
    if (granted[i] < kRefused) continue;
    spdlog::warn("{} may not subscribe to {}", connection.client_id_,
                 connection.subscriptions_[static_cast<std::size_t>(i)]);
  }
  connection.subscribed_ = true;
}

void Connection::OnMessage(mosquitto*, void* self, const mosquitto_message* message) {
  try {
    static_cast<Connection*>(self)->received_.emplace_back(
        message->topic, std::string(static_cast<const char*>(message->payload),
                                    static_cast<std::size_t>(message->payloadlen)));
  } catch (...) {
    spdlog::error("A message was dropped for want of memory");
  }
}

}  // namespace virtual_devices
