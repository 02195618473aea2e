#include "tests/mqtt_bridge/rig.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "engine/error.h"

using nlohmann::json;

TemporaryDirectory::TemporaryDirectory(const std::string& name) {
  std::string pattern = (std::filesystem::temp_directory_path() / "jobs-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  root_ = pattern;
  path_ = name.empty() ? root_ : root_ + "/" + name;
  std::filesystem::create_directories(path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::filesystem::remove_all(root_);
}

Rig::Rig() : work_(io.get_executor()) {
  bridge_ = std::make_unique<mqtt_bridge::Bridge>(
      io, api_spec::Spec::BuiltIn(),
      [this](const mqtt_bridge::Route& route, const std::string&, const json& input,
             const std::function<void(const mqtt_bridge::Run&)>& ready) {
        ready([&] { return Call(*route.topic->operation, input); });
      },
      [] { return engine::FromMilliseconds(1700000000500); });
  thread_ = std::thread([this] { io.run(); });
}

Rig::~Rig() {
  StopBridge();
  work_.reset();
  thread_.join();
}

void Rig::StartBridge(const mqtt_bridge::Address& address) {
  std::promise<void> ready;
  auto waiting = ready.get_future();
  On([&] { bridge_->Start(address, [&ready] { ready.set_value(); }); });
  if (waiting.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
    throw std::runtime_error("the bridge does not get ready");
  }
}

void Rig::StopBridge() {
  On([this] { bridge_.reset(); });
}

void Rig::Notify(const engine::Notice& notice) {
  On([&] { bridge_->Publish(notice); });
}

bool Rig::connected() {
  return On([this] { return bridge_->connected(); });
}

bool Rig::WaitUntilConnected(bool wanted) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (connected() != wanted) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

json Rig::Call(const api_spec::Operation& operation, const json& input) {
  if (input.at("thingName") != "lamp") {
    throw engine::Error(engine::ErrorCode::kResourceNotFound, "no such thing");
  }
  if (operation.name == "GetPendingJobExecutions") {
    return {{"inProgressJobs", json::array()}, {"queuedJobs", json::array()}};
  }
  if (operation.name == "UpdateJobExecution") {
    bridge_->Publish({"$aws/things/lamp/jobs/notify", {{"jobs", json::object()}}});
    return json::object();
  }
  return {{"execution", {{"jobId", "j1"}, {"jobDocument", R"({"a":1})"}}}};
}

ManagedRig::ManagedRig(const std::string& directory_name, std::vector<std::string> lifted_rules)
    : directory_(directory_name) {
  broker_ = On([&] {
    return std::make_unique<mqtt_bridge::Broker>(
        io, mqtt_bridge::BrokerSettings{.mqtt_port = 0,
                                        .lifted = lifted_rules,
                                        .directory = directory_.path(),
                                        .plugin_path = BROKER_PLUGIN_PATH});
  });
  port_ = broker_->mqtt_port();
  StartBridge(broker_->EmulatorAddress());
}

ManagedRig::~ManagedRig() {
  StopBridge();
  On([this] { broker_.reset(); });
}

int ManagedRig::broker_pid() {
  return On([this] { return broker_->pid(); });
}
