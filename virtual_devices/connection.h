// A device's connection to a broker, driven by the io_context: plain MQTT 3.1.1, or over TLS
// with a certificate.
#pragma once

#include <mosquitto.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "virtual_devices/broker.h"
#include "virtual_devices/device.h"

namespace virtual_devices {

// Owned through a shared_ptr, since waits that are under way hold it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Listener {
    std::function<void()> on_subscribed;  // to all
    std::function<void()> on_lost;        // or never made; not called after HangUp
    std::function<void(const std::string& topic, const std::string& payload)> on_message;
  };

  Connection(boost::asio::io_context& io, std::string client_id,
             std::vector<std::string> subscriptions, Listener listener);
  ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Throws std::runtime_error for files of `broker` that are none.
  void Open(const Broker& broker);
  void Send(const Publication& publication);
  // As a device does whose power or network is gone.
  void HangUp();
  // To be called each few seconds.
  void KeepAlive();

 private:
  struct Destroy {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
  };

  void UseTls(const Broker& broker);
  void WaitForInput();
  void WaitForOutput();
  void Read();
  void Write();
  void Lost();
  static void OnConnect(mosquitto* client, void* self, int code);
  static void OnSubscribe(mosquitto*, void* self, int, int count, const int* granted);
  static void OnMessage(mosquitto*, void* self, const mosquitto_message* message);

  const std::string client_id_;
  const std::vector<std::string> subscriptions_;
  const Listener listener_;
  std::unique_ptr<mosquitto, Destroy> client_;
  boost::asio::posix::stream_descriptor socket_;  // a duplicate: libmosquitto closes its own
  std::vector<std::pair<std::string, std::string>> received_;
  int number_ = 0;  // counts, so that a late wait knows that it is late
  bool subscribed_ = false;
  bool writing_ = false;
};

}  // namespace virtual_devices
