#include "tests/bench/mqtt_loop.h"

#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace bench {

void Require(int mosquitto_result) {
  if (mosquitto_result != MOSQ_ERR_SUCCESS) {
    throw std::runtime_error(mosquitto_strerror(mosquitto_result));
  }
}

MqttLoop::MqttLoop(const Broker& broker, const std::vector<std::string>& names,
                   MessageHandler handler)
    : handler_(std::move(handler)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  mosquitto_lib_init();
  for (const std::string& name : names) {
    clients_.push_back(std::make_unique<Client>(Client{this, clients_.size(), nullptr}));
    Client& client = *clients_.back();
    client.handle = mosquitto_new(name.c_str(), true, &client);
    mosquitto_int_option(client.handle, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client.handle, MOSQ_OPT_SEND_MAXIMUM, 0);
    mosquitto_connect_callback_set(client.handle, [](mosquitto*, void* self, int result) {
      if (result == 0) ++static_cast<Client*>(self)->acknowledged;
    });
    mosquitto_subscribe_callback_set(client.handle,
                                     [](mosquitto*, void* self, int, int, const int*) {
                                       ++static_cast<Client*>(self)->acknowledged;
                                     });
    mosquitto_message_callback_set(
        client.handle, [](mosquitto*, void* self, const mosquitto_message* message) {
          const auto* receiver = static_cast<const Client*>(self);
          receiver->loop->handler_(receiver->index, *message);
        });
    if (!broker.ca.empty()) {
      Require(mosquitto_tls_set(client.handle, broker.ca.c_str(), nullptr,
                                broker.certificate.c_str(), broker.key.c_str(), nullptr));
    }
    Require(mosquitto_connect(client.handle, broker.host.c_str(), broker.port, 3600));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &client;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, mosquitto_socket(client.handle), &event);
    RunUntilAcknowledged(client, 1);
  }
}

MqttLoop::~MqttLoop() {
  for (const auto& client : clients_) {
    mosquitto_disconnect(client->handle);
    mosquitto_destroy(client->handle);
  }
  close(epoll_);
}

void MqttLoop::Subscribe(std::size_t client, const std::string& topic, int qos) {
  const int before = clients_[client]->acknowledged;
  Require(mosquitto_subscribe(clients_[client]->handle, nullptr, topic.c_str(), qos));
  RunUntilAcknowledged(*clients_[client], before + 1);
}

void MqttLoop::Publish(std::size_t client, const std::string& topic, const std::string& payload,
                       int qos) {
  Require(mosquitto_publish(clients_[client]->handle, nullptr, topic.c_str(),
                            static_cast<int>(payload.size()), payload.data(), qos, false));
}

void MqttLoop::RunOnce(int milliseconds) {
  std::array<epoll_event, 256> events;
  const int ready =
      epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds);
  for (int i = 0; i < ready; ++i) {
    mosquitto* handle =
        static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr)->handle;
    // libmosquitto reads one packet a call.
    int waiting = 0;
    do {
      Require(mosquitto_loop_read(handle, 1));
    } while (ioctl(mosquitto_socket(handle), FIONREAD, &waiting) == 0 && waiting > 0);
    Flush(handle);
  }
}

void MqttLoop::RunUntilAcknowledged(Client& client, int count) {
  while (client.acknowledged < count) {
    Flush(client.handle);
    RunOnce(100);
  }
}

void MqttLoop::Flush(mosquitto* handle) {
  while (mosquitto_want_write(handle)) Require(mosquitto_loop_write(handle, 1));
}

}  // namespace bench
