// Answers by way of the plugin: to the client that asked, subscribed or not, and to nobody
// else.
#include <gmock/gmock.h>

#include "tests/mqtt_bridge/device.h"
#include "tests/mqtt_bridge/rig.h"

namespace {

using nlohmann::json;
using testing::IsEmpty;

const std::string kGet = "$aws/things/lamp/jobs/get";
const std::string kGetAccepted = kGet + "/accepted";

class Delivery : public testing::TestWithParam<Version> {
 protected:
  ManagedRig rig;
  Device::Options options{.version = GetParam()};
};

INSTANTIATE_TEST_SUITE_P(, Delivery, testing::Values(Version::kMqtt311, Version::kMqtt5),
                         [](const auto& each) {
                           return each.param == Version::kMqtt5 ? "Mqtt5" : "Mqtt311";
                         });

// What is then left of AWS's broker.
class DeliveryWithoutRules : public testing::TestWithParam<Version> {
 protected:
  ManagedRig rig{"", {"all"}};
  Device::Options options{.version = GetParam()};
};

INSTANTIATE_TEST_SUITE_P(, DeliveryWithoutRules,
                         testing::Values(Version::kMqtt311, Version::kMqtt5),
                         [](const auto& each) {
                           return each.param == Version::kMqtt5 ? "Mqtt5" : "Mqtt311";
                         });

TEST_P(Delivery, AClientThatNeverSubscribedGetsItsAnswersInOrder) {
  Device device(rig.port(), "lamp-client", options);
  for (int i = 0; i < 100; ++i) {
    device.Publish(kGet, json{{"clientToken", std::to_string(i)}}.dump(), i % 2);
    const Received answer = device.Next();
    EXPECT_EQ(answer.topic, kGetAccepted);
    EXPECT_EQ(answer.qos, i % 2) << "answers have the QoS of the request";
    EXPECT_EQ(json::parse(answer.payload), json({{"inProgressJobs", json::array()},
                                                 {"queuedJobs", json::array()},
                                                 {"timestamp", 1700000000},
                                                 {"clientToken", std::to_string(i)}}));
  }
}

TEST_P(Delivery, ASubscribedClientGetsOneCopy) {
  Device device(rig.port(), "lamp-client", options);
  device.Subscribe("$aws/things/lamp/jobs/+/accepted");
  device.Publish(kGet, "{}");
  EXPECT_EQ(device.Next().topic, kGetAccepted);
  EXPECT_THAT(device.AllUntilNow(), IsEmpty());
}

TEST_P(DeliveryWithoutRules, NobodyElseGetsTheAnswer) {
  Device device(rig.port(), "lamp-client", options);
  Device neighbour(rig.port(), "neighbour", options);
  Device spy(rig.port(), "spy", options);
  neighbour.Subscribe(kGetAccepted);
  spy.Subscribe("$aws/#");
  spy.Subscribe("$CONTROL/#");
  device.Publish(kGet, "{}");
  EXPECT_EQ(device.Next().topic, kGetAccepted);
  EXPECT_THAT(neighbour.AllUntilNow(), IsEmpty());
  EXPECT_THAT(spy.AllUntilNow(), testing::ElementsAre(Received{kGet, "{}", 1}));
}

TEST_P(Delivery, TheAnswerComesBeforeTheNoticesThatItsCallCaused) {
  Device device(rig.port(), "lamp-client", options);
  device.Subscribe("$aws/things/lamp/jobs/notify");
  for (int i = 0; i < 100; ++i) {
    device.Publish("$aws/things/lamp/jobs/j1/update", R"({"status":"SUCCEEDED"})", i % 2);
    EXPECT_EQ(device.Next().topic, "$aws/things/lamp/jobs/j1/update/accepted");
    EXPECT_EQ(device.Next(), (Received{"$aws/things/lamp/jobs/notify", R"({"jobs":{}})", 1}));
  }
}

TEST_P(Delivery, ANoticeComesBeforeTheAnswersToLaterRequests) {
  Device device(rig.port(), "lamp-client", options);
  device.Subscribe("$aws/things/lamp/jobs/notify");
  std::promise<void> begun, arrived;
  // The request waits at the bridge's socket when the notice comes up. The bridge may still be
  // reading of the device's coming, and would read the request in the same go.
  boost::asio::post(rig.io, [&] {
    begun.set_value();
    arrived.get_future().wait();
  });
  boost::asio::post(rig.io, [this] {
    rig.Publish({"$aws/things/lamp/jobs/notify", {{"jobs", json::object()}}});
  });
  begun.get_future().wait();
  device.Publish(kGet, "{}", 1);
  device.AllUntilNow();
  arrived.set_value();
  EXPECT_EQ(device.Next().topic, "$aws/things/lamp/jobs/notify");
  EXPECT_EQ(device.Next().topic, kGetAccepted);
}

TEST_P(Delivery, RefusedRequestsAreRejectedToTheClientThatSentThem) {
  Device device(rig.port(), "lamp-client", options);
  const auto code = [&](const std::string& topic, const std::string& payload) {
    device.Publish(topic, payload);
    const Received answer = device.Next();
    EXPECT_EQ(answer.topic, topic + "/rejected");
    return json::parse(answer.payload).value("code", "");
  };
  EXPECT_EQ(code("$aws/things/toaster/jobs/get", "{}"), "ResourceNotFound");
  EXPECT_EQ(code(kGet, "no json"), "InvalidJson");
  EXPECT_EQ(code(kGet, "\xff\xfe"), "InvalidJson");
  EXPECT_EQ(code(kGet, R"({"clientToken":1})"), "InvalidRequest");
  EXPECT_EQ(code("$aws/things/lamp/jobs/j1/explode", "{}"), "InvalidTopic");
  EXPECT_EQ(code("$aws/things//jobs/get", "{}"), "InvalidTopic");
  EXPECT_EQ(code("$aws/things/lamp/jobs/a/b/c/d/e/f/g", "{}"), "InvalidTopic");
  device.Publish(kGet, "");
  EXPECT_EQ(device.Next().topic, kGetAccepted);
}

TEST_P(DeliveryWithoutRules, ADeviceMayNotSpeakAsTheEmulator) {
  Device device(rig.port(), "intruder", options);
  Device victim(rig.port(), "victim", options);
  device.Publish("$CONTROL/iot-jobs/v1", "{}", 1);
  EXPECT_TRUE(device.WaitUntilDisconnected());
  EXPECT_THAT(victim.AllUntilNow(), IsEmpty());
}

TEST_P(DeliveryWithoutRules, AServiceTopicIsNoRequest) {
  Device device(rig.port(), "lamp-client", options);
  device.Publish(kGetAccepted, "{}");
  device.Publish("$aws/things/lamp/jobs/notify-next", "{}");
  device.Publish(kGet, "{}");
  EXPECT_EQ(device.Next().topic, kGetAccepted);
  EXPECT_THAT(device.AllUntilNow(), IsEmpty());
}

TEST_P(DeliveryWithoutRules, ARetainedRequestIsAnsweredButNotRetained) {
  Device device(rig.port(), "lamp-client", options);
  device.Publish(kGet, "{}", 1, {}, true);
  EXPECT_EQ(device.Next().topic, kGetAccepted);
  Device later(rig.port(), "later", options);
  later.Subscribe("$aws/#");
  EXPECT_THAT(later.AllUntilNow(), IsEmpty());
}

TEST(Identity, AClientCannotPassForAnother) {
  ManagedRig rig;
  Device victim(rig.port(), "victim", {.version = Version::kMqtt5});
  Device device(rig.port(), "lamp-client", {.version = Version::kMqtt5});
  device.Publish(kGet, "{}", 1, {"client-id", "victim"});
  EXPECT_EQ(device.Next().topic, kGetAccepted);
  EXPECT_THAT(victim.AllUntilNow(), IsEmpty());
}

}  // namespace
