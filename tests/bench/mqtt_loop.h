// Many libmosquitto connections on one thread, without a thread of their own.
#pragma once

#include <mosquitto.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

struct Broker {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string ca, certificate, key;  // files; none: no TLS
};

// Throws std::runtime_error when libmosquitto reports anything but success.
void Require(int mosquitto_result);

class MqttLoop {
 public:
  using MessageHandler = std::function<void(std::size_t client, const mosquitto_message&)>;

  // Connects `names.size()` clients.
  MqttLoop(const Broker& broker, const std::vector<std::string>& names, MessageHandler handler);
  ~MqttLoop();
  MqttLoop(const MqttLoop&) = delete;
  MqttLoop& operator=(const MqttLoop&) = delete;

  // Returns once the broker has acknowledged the subscription.
  void Subscribe(std::size_t client, const std::string& topic, int qos);
  void Publish(std::size_t client, const std::string& topic, const std::string& payload,
               int qos);
  // Waits for input once, at most `milliseconds`, and handles all of it.
  void RunOnce(int milliseconds);

 private:
  struct Client {
    MqttLoop* loop;
    std::size_t index;
    mosquitto* handle;
    int acknowledged = 0;  // CONNACK and SUBACKs
  };

  void RunUntilAcknowledged(Client& client, int count);
  static void Flush(mosquitto* handle);

  MessageHandler handler_;
  std::vector<std::unique_ptr<Client>> clients_;
  int epoll_;
};

}  // namespace bench
