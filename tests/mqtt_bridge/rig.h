// What the bridge's tests share: a bridge on an io_context of its own, with a stand-in for the
// service behind it, and a directory that goes away.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "engine/messages/notice.h"
#include "mqtt_bridge/broker/broker.h"
#include "mqtt_bridge/requests/bridge.h"

class TemporaryDirectory {
 public:
  // `name` follows a random part.
  explicit TemporaryDirectory(const std::string& name = "");
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string root_, path_;
};

// The stand-in knows thing "lamp" with job "j1"; another thing is ResourceNotFound. Each answer
// to UpdateJobExecution is followed by a notice, as in the program.
class Rig {
 public:
  Rig();
  ~Rig();

  // Returns when the bridge is ready.
  void StartBridge(const mqtt_bridge::Address& address);
  void StopBridge();
  void Notify(const engine::Notice& notice);

  // From the io_context's thread.
  void Publish(const engine::Notice& notice) { bridge_->Publish(notice); }

  bool connected();
  bool WaitUntilConnected(bool wanted);

  // Runs `work` on the io_context's thread, and waits.
  template <typename Work>
  auto On(Work work) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    boost::asio::post(io, [&task] { task(); });
    return result.get();
  }

  boost::asio::io_context io;

 private:
  nlohmann::json Call(const api_spec::Operation& operation, const nlohmann::json& input);

  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<mqtt_bridge::Bridge> bridge_;
  std::thread thread_;
};

// A rig with the managed broker.
class ManagedRig : public Rig {
 public:
  explicit ManagedRig(const std::string& directory_name = "",
                      std::vector<std::string> lifted_rules = {});
  ~ManagedRig();

  int port() const { return port_; }

  int broker_pid();

  mqtt_bridge::Address emulator_address() const { return broker_->EmulatorAddress(); }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<mqtt_bridge::Broker> broker_;
  int port_ = 0;
};
