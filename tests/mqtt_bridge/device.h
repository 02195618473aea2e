// A device for tests: a libmosquitto client that remembers what it received.
#pragma once

#include <mosquitto.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

struct Received {
  std::string topic;
  std::string payload;
  int qos = 0;

  bool operator==(const Received&) const = default;
};

enum class Version { kMqtt311, kMqtt5 };

class Device {
 public:
  struct Options {
    Version version = Version::kMqtt311;
    bool clean = true;
  };

  // Returns connected; tries until the broker answers, for a while.
  Device(int port, const std::string& client_id, Options options);

  Device(int port, const std::string& client_id) : Device(port, client_id, Options{}) {}

  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // Returns when the broker has acknowledged.
  void Subscribe(const std::string& filter, int qos = 1);
  // `property`: a user property, if its name is not empty (MQTT 5).
  void Publish(const std::string& topic, const std::string& payload, int qos = 1,
               std::pair<std::string, std::string> property = {}, bool retain = false);

  // The next message not yet taken; fails the test when none comes.
  Received Next();
  // All messages not yet taken, up to a mark that goes through the broker last of all.
  std::vector<Received> AllUntilNow();
  bool WaitUntilDisconnected();

 private:
  bool Await(std::unique_lock<std::mutex>& lock, const std::function<bool()>& condition);

  mosquitto* const mosquitto_;
  const std::string client_id_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Received> received_;
  bool connected_ = false;
  int acknowledged_subscriptions_ = 0;
  int marks_ = 0;
};
