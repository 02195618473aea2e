// A broker that is not ours and has no plugin: answers are published on their topics.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <optional>

#include "mqtt_bridge/broker/broker_configuration.h"
#include "mqtt_bridge/broker/child_process.h"
#include "mqtt_bridge/broker/held_port.h"
#include "tests/mqtt_bridge/device.h"
#include "tests/mqtt_bridge/rig.h"

namespace {

using nlohmann::json;
using testing::IsEmpty;

class ForeignBroker : public testing::Test {
 protected:
  ForeignBroker() {
    std::ofstream(directory.path() + "/foreign.conf")
        << "listener " << port << " 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
        << "persistence true\npersistence_location " << directory.path() << "/\n"
        << "user root\nlog_dest none\n";
    StartBroker();
  }

  void StartBroker() {
    broker.emplace(
        std::vector<std::string>{mqtt_bridge::FindProgram("mosquitto"), "-c", "foreign.conf"},
        directory.path());
  }

  // Lets it write down its sessions.
  void StopBroker() {
    broker->Stop(std::chrono::seconds(5));
    broker.reset();
  }

  const TemporaryDirectory directory;
  boost::asio::io_context io;
  const int port = mqtt_bridge::HeldPort(io, "127.0.0.1", 0, "--mqtt-port").port();
  std::optional<mqtt_bridge::ChildProcess> broker;
  Rig rig;
};

TEST_F(ForeignBroker, AnswersArePublishedOnTheTopic) {
  rig.StartBridge({"localhost", port, "the-emulator"});
  Device device(port, "lamp-client");
  Device deaf(port, "deaf");
  device.Subscribe("$aws/things/lamp/jobs/get/+");
  deaf.Publish("$aws/things/lamp/jobs/get", R"({"clientToken":"x"})");
  const Received answer = device.Next();
  EXPECT_EQ(answer.topic, "$aws/things/lamp/jobs/get/accepted");
  EXPECT_EQ(json::parse(answer.payload)["clientToken"], "x");
  EXPECT_THAT(deaf.AllUntilNow(), IsEmpty());
}

TEST_F(ForeignBroker, WhatWasPublishedWhileItWasAwayIsSentWhenItIsBack) {
  rig.StartBridge({"127.0.0.1", port, "the-emulator"});
  const Device::Options keeps_its_session{.clean = false};
  {
    Device device(port, "lamp-client", keeps_its_session);
    device.Subscribe("$aws/things/lamp/jobs/notify");
  }
  StopBroker();
  ASSERT_TRUE(rig.WaitUntilConnected(false));
  constexpr int kNotices = 500;
  for (int i = 0; i < kNotices; ++i) {
    rig.Notify({"$aws/things/lamp/jobs/notify", {{"timestamp", i}}});
  }
  StartBroker();
  ASSERT_TRUE(rig.WaitUntilConnected(true));
  Device device(port, "lamp-client", keeps_its_session);
  for (int i = 0; i < kNotices; ++i) {
    EXPECT_EQ(device.Next(), (Received{"$aws/things/lamp/jobs/notify",
                                       "{\"timestamp\":" + std::to_string(i) + "}", 1}));
  }
}

TEST_F(ForeignBroker, ABrokerThatComesLaterIsFound) {
  StopBroker();
  std::promise<void> ready;
  auto waiting = ready.get_future();
  mqtt_bridge::Bridge late(
      rig.io, api_spec::Spec::BuiltIn(),
      [](const auto&, const auto&, const auto&, const auto& ready_to_run) {
        ready_to_run([] { return json::object(); });
      },
      [] { return engine::Instant{}; });
  rig.On([&] { late.Start({"127.0.0.1", port, "late"}, [&] { ready.set_value(); }); });
  StartBroker();
  EXPECT_EQ(waiting.wait_for(std::chrono::seconds(5)), std::future_status::ready);
  rig.On([&] { late.Stop(); });
}

TEST_F(ForeignBroker, OfWhatIsPublishedWhileItIsAwayTheLastIsKept) {
  rig.StartBridge({"127.0.0.1", port, "the-emulator"});
  const Device::Options keeps_its_session{.clean = false};
  {
    Device device(port, "lamp-client", keeps_its_session);
    device.Subscribe("$aws/things/lamp/jobs/notify");
  }
  StopBroker();
  ASSERT_TRUE(rig.WaitUntilConnected(false));
  constexpr std::size_t kBytes = std::size_t{1} << 20;
  const std::string text(kBytes, 'x');
  constexpr std::size_t kNotices = 2 * mqtt_bridge::MqttClient::kMostBytes / kBytes;
  for (std::size_t i = 0; i < kNotices; ++i) {
    rig.Notify({"$aws/things/lamp/jobs/notify", {{"number", i}, {"text", text}}});
  }
  StartBroker();
  ASSERT_TRUE(rig.WaitUntilConnected(true));
  Device device(port, "lamp-client", keeps_its_session);
  std::vector<std::size_t> heard;
  do {
    heard.push_back(json::parse(device.Next().payload)["number"]);
  } while (heard.back() + 1 < kNotices);
  EXPECT_LE(heard.size(), kNotices / 2);
  EXPECT_GE(heard.size(), kNotices / 2 - 2);
}

}  // namespace
