// The managed broker: how it starts, comes back and refuses.
#include "mqtt_bridge/broker/broker.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <filesystem>

#include "mqtt_bridge/broker/child_process.h"
#include "tests/mqtt_bridge/device.h"
#include "tests/mqtt_bridge/rig.h"

namespace {

using mqtt_bridge::Broker;
using mqtt_bridge::BrokerSettings;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(ManagedBroker, ServiceResumesSoonAfterTheBrokerIsKilled) {
  ManagedRig rig;
  for (int death = 0; death < 2; ++death) {
    const int pid = rig.broker_pid();
    const auto killed_at = std::chrono::steady_clock::now();
    ASSERT_EQ(::kill(pid, SIGKILL), 0);
    ASSERT_TRUE(rig.WaitUntilConnected(false));
    ASSERT_TRUE(rig.WaitUntilConnected(true));
    Device device(rig.port(), "lamp-client");
    device.Publish("$aws/things/lamp/jobs/get", "{}");
    EXPECT_EQ(device.Next().topic, "$aws/things/lamp/jobs/get/accepted");
    EXPECT_LT(std::chrono::steady_clock::now() - killed_at, std::chrono::seconds(2));
    EXPECT_NE(rig.broker_pid(), pid);
  }
}

TEST(ManagedBroker, KeepsItsPortForItselfWhileItIsAway) {
  const TemporaryDirectory directory;
  boost::asio::io_context io;  // does not run, so the broker stays away
  const Broker broker(
      io, {.mqtt_port = 0, .directory = directory.path(), .plugin_path = BROKER_PLUGIN_PATH});
  ASSERT_EQ(::kill(broker.pid(), SIGKILL), 0);
  siginfo_t end;
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(broker.pid()), &end, WEXITED | WNOWAIT), 0);
  boost::asio::ip::tcp::socket stranger(io, boost::asio::ip::tcp::v4());
  boost::system::error_code error;
  stranger.bind({boost::asio::ip::make_address("127.0.0.1"),
                 static_cast<unsigned short>(broker.mqtt_port())},
                error);
  EXPECT_EQ(error, boost::asio::error::address_in_use);
}

TEST(ManagedBroker, ARequestThatComesBeforeTheEmulatorListensIsAnsweredOnce) {
  Rig rig;
  const TemporaryDirectory directory;
  auto broker = rig.On([&] {
    return std::make_unique<Broker>(rig.io, BrokerSettings{.mqtt_port = 0,
                                                           .directory = directory.path(),
                                                           .plugin_path = BROKER_PLUGIN_PATH});
  });
  Device device(broker->mqtt_port(), "lamp-client");
  device.Publish("$aws/things/lamp/jobs/get", R"({"clientToken":"early"})");
  device.Publish("$aws/things/lamp/jobs/start-next", "{}");
  device.AllUntilNow();
  rig.StartBridge(broker->EmulatorAddress());
  device.Publish("$aws/things/lamp/jobs/get", R"({"clientToken":"late"})");
  EXPECT_THAT(device.Next().payload, HasSubstr("early"));
  EXPECT_EQ(device.Next().topic, "$aws/things/lamp/jobs/start-next/accepted");
  EXPECT_THAT(device.Next().payload, HasSubstr("late"));
  rig.StopBridge();
  rig.On([&] {
    broker.reset();
    return 0;
  });
}

TEST(ManagedBroker, ManyThousandNoticesAllArriveInOrder) {
  ManagedRig rig;
  Device device(rig.port(), "lamp-client");
  device.Subscribe("$aws/things/+/jobs/notify");
  constexpr int kNotices = 20000;
  for (int i = 0; i < kNotices; ++i) {
    rig.Notify({"$aws/things/lamp/jobs/notify", {{"timestamp", i}}});
  }
  for (int i = 0; i < kNotices; ++i) {
    const Received notice = device.Next();
    ASSERT_EQ(notice.payload, "{\"timestamp\":" + std::to_string(i) + "}");
  }
}

TEST(ManagedBroker, WorksInADirectoryWithSpacesInItsName) {
  ManagedRig rig("a folder with spaces");
  Device device(rig.port(), "lamp-client");
  device.Publish("$aws/things/lamp/jobs/get", "{}");
  EXPECT_EQ(device.Next().topic, "$aws/things/lamp/jobs/get/accepted");
}

TEST(ManagedBroker, KeepsItsConfigurationPrivateAndEndsWithItsOwner) {
  const TemporaryDirectory directory;
  boost::asio::io_context io;
  int pid = 0;
  {
    const Broker broker(
        io, {.mqtt_port = 0, .directory = directory.path(), .plugin_path = BROKER_PLUGIN_PATH});
    pid = broker.pid();
    EXPECT_EQ(::kill(pid, 0), 0);

    struct stat state {};

    ASSERT_EQ(::stat((directory.path() + "/mosquitto.conf").c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, 0600U);
  }
  io.run();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_FALSE(std::filesystem::exists(directory.path() + "/emulator.sock"));
}

class Refusal : public testing::Test {
 protected:
  void Start() { const Broker broker(io, settings); }

  TemporaryDirectory directory;
  boost::asio::io_context io;
  BrokerSettings settings{
      .mqtt_port = 0, .directory = directory.path(), .plugin_path = BROKER_PLUGIN_PATH};
};

TEST_F(Refusal, NamesThePortThatIsTakenAndTheFlag) {
  boost::asio::ip::tcp::acceptor taken(io, {boost::asio::ip::make_address("127.0.0.1"), 0});
  settings.mqtt_port = taken.local_endpoint().port();
  EXPECT_THAT([this] { Start(); }, ThrowsMessage<std::runtime_error>(AllOf(
                                       HasSubstr(std::to_string(settings.mqtt_port)),
                                       HasSubstr("is taken by"), HasSubstr("--mqtt-port"))));
}

TEST_F(Refusal, NamesAnAddressThatIsNotOurs) {
  settings.bind = "192.0.2.1";
  EXPECT_THAT([this] { Start(); }, ThrowsMessage<std::runtime_error>(
                                       AllOf(HasSubstr("192.0.2.1"), HasSubstr("--bind"))));
}

TEST_F(Refusal, NamesThePluginThatIsMissing) {
  settings.plugin_path = "/nowhere/broker_plugin.so";
  EXPECT_THAT([this] { Start(); },
              ThrowsMessage<std::runtime_error>(HasSubstr("/nowhere/broker_plugin.so")));
}

TEST_F(Refusal, SaysHowToInstallMosquitto) {
  settings.executable = "no-such-mosquitto";
  EXPECT_THAT([this] { Start(); }, ThrowsMessage<std::runtime_error>(AllOf(
                                       HasSubstr("no-such-mosquitto"), HasSubstr("apt-get"))));
}

TEST_F(Refusal, RepeatsWhatAMosquittoSaidThatDidNotStart) {
  settings.plugin_path = directory.path() + "/mosquitto.conf";
  Broker first(
      io, {.mqtt_port = 0, .directory = directory.path(), .plugin_path = BROKER_PLUGIN_PATH});
  EXPECT_THAT([this] { Start(); }, ThrowsMessage<std::runtime_error>(
                                       AllOf(HasSubstr("did not start"), HasSubstr("plugin"))));
}

TEST_F(Refusal, NamesADirectoryTooLongForASocket) {
  settings.directory += "/" + std::string(120, 'x');
  EXPECT_THAT([this] { Start(); }, ThrowsMessage<std::runtime_error>(HasSubstr("too long")));
}

}  // namespace
