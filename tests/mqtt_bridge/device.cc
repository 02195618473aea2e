#include "tests/mqtt_bridge/device.h"

#include <gtest/gtest.h>
#include <mqtt_protocol.h>

#include <stdexcept>
#include <thread>

namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

Device::Device(int port, const std::string& client_id, Options options)
    : mosquitto_((mosquitto_lib_init(), mosquitto_new(client_id.c_str(), options.clean, this))),
      client_id_(client_id) {
  mosquitto_int_option(
      mosquitto_, MOSQ_OPT_PROTOCOL_VERSION,
      options.version == Version::kMqtt5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  mosquitto_int_option(mosquitto_, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_connect_callback_set(mosquitto_, [](mosquitto*, void* self, int code) {
    auto& device = *static_cast<Device*>(self);
    const std::lock_guard lock(device.mutex_);
    device.connected_ = code == 0;
    device.changed_.notify_all();
  });
  mosquitto_disconnect_callback_set(mosquitto_, [](mosquitto*, void* self, int) {
    auto& device = *static_cast<Device*>(self);
    const std::lock_guard lock(device.mutex_);
    device.connected_ = false;
    device.changed_.notify_all();
  });
  mosquitto_subscribe_callback_set(mosquitto_,
                                   [](mosquitto*, void* self, int, int, const int* granted) {
                                     auto& device = *static_cast<Device*>(self);
                                     EXPECT_LE(granted[0], 2);
                                     const std::lock_guard lock(device.mutex_);
                                     ++device.acknowledged_subscriptions_;
                                     device.changed_.notify_all();
                                   });
  mosquitto_message_callback_set(
      mosquitto_, [](mosquitto*, void* self, const mosquitto_message* message) {
        auto& device = *static_cast<Device*>(self);
        EXPECT_FALSE(message->retain) << message->topic;
        const std::lock_guard lock(device.mutex_);
        device.received_.push_back({message->topic,
                                    std::string(static_cast<const char*>(message->payload),
                                                static_cast<std::size_t>(message->payloadlen)),
                                    message->qos});
        device.changed_.notify_all();
      });
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (mosquitto_connect(mosquitto_, "127.0.0.1", port, 30) != MOSQ_ERR_SUCCESS) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("no broker");
    std::this_thread::yield();
  }
  mosquitto_loop_start(mosquitto_);
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(Await(lock, [this] { return connected_; })) << client_id << " can't connect";
}

Device::~Device() {
  mosquitto_disconnect(mosquitto_);
  mosquitto_loop_stop(mosquitto_, false);
  mosquitto_destroy(mosquitto_);
}

bool Device::Await(std::unique_lock<std::mutex>& lock, const std::function<bool()>& condition) {
  return changed_.wait_for(lock, kPatience, condition);
}

void Device::Subscribe(const std::string& filter, int qos) {
  std::unique_lock lock(mutex_);
  const int wanted = acknowledged_subscriptions_ + 1;
  lock.unlock();
  mosquitto_subscribe(mosquitto_, nullptr, filter.c_str(), qos);
  lock.lock();
  EXPECT_TRUE(Await(lock, [&] { return acknowledged_subscriptions_ >= wanted; })) << filter;
}

void Device::Publish(const std::string& topic, const std::string& payload, int qos,
                     std::pair<std::string, std::string> property, bool retain) {
  mosquitto_property* properties = nullptr;
  if (!property.first.empty()) {
    mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY,
                                       property.first.c_str(), property.second.c_str());
    mosquitto_property_add_string(&properties, MQTT_PROP_RESPONSE_TOPIC, "elsewhere");
    mosquitto_property_add_binary(&properties, MQTT_PROP_CORRELATION_DATA, "abc", 3);
  }
  mosquitto_publish_v5(mosquitto_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                       payload.data(), qos, retain, properties);
  mosquitto_property_free_all(&properties);
}

Received Device::Next() {
  std::unique_lock lock(mutex_);
  if (!Await(lock, [this] { return !received_.empty(); })) {
    ADD_FAILURE() << client_id_ << " waits in vain for a message";
    return {};
  }
  Received first = received_.front();
  received_.pop_front();
  return first;
}

std::vector<Received> Device::AllUntilNow() {
  const Received mark{"mark/" + client_id_, std::to_string(++marks_), 1};
  if (marks_ == 1) Subscribe(mark.topic);
  Publish(mark.topic, mark.payload, 1);
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(Await(lock, [&] { return !received_.empty() && received_.back() == mark; }));
  std::vector<Received> all(received_.begin(), received_.end());
  received_.clear();
  if (!all.empty()) all.pop_back();
  return all;
}

bool Device::WaitUntilDisconnected() {
  std::unique_lock lock(mutex_);
  return Await(lock, [this] { return !connected_; });
}
