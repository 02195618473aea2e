#include "mqtt_bridge/front/clients.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mqtt_bridge/front/connack_stage.h"
#include "mqtt_bridge/front/connect_stage.h"

namespace mqtt_bridge {
namespace {

using std::string_literals::operator""s;

// Keep-alives of 60 and of 5 seconds, and a session that never expires.
const std::string kPlain = "\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp"s;
const std::string kHasty = "\x10\x10\x00\x04MQTT\x04\x02\x00\x05\x00\x04lamp"s;
const std::string kForEver =
    "\x10\x16\x00\x04MQTT\x05\x00\x00\x00\x05\x11\xff\xff\xff\xff\x00\x04lamp"s;
const std::string kConnack5 = "\x20\x03\x00\x00\x00"s;

class ClientsTest : public testing::Test {
 protected:
  std::string ToBroker(const std::string& bytes) {
    return std::string(connect_.Pass(bytes).value_or("ended"));
  }

  std::string ToClient(const std::string& bytes) {
    return std::string(connack_.Pass(bytes).value_or("ended"));
  }

  std::vector<nlohmann::json> refusals_;
  Clients clients_{engine::BrokerRules(),
                   [this](const nlohmann::json& refusal) { refusals_.push_back(refusal); }};
  Client client_{.identity = {.principal = "cert", .ip_address = "127.0.0.1"}};
  ConnectStage connect_{clients_, client_};
  ConnackStage connack_{client_};
};

TEST_F(ClientsTest, PassOnWhatIsWithinBounds) {
  EXPECT_EQ(ToBroker(kPlain + "more"), kPlain + "more");
  EXPECT_EQ(ToBroker("and more"), "and more");
  EXPECT_EQ(ToClient("\x20\x02\x00\x00"s), "\x20\x02\x00\x00"s);
  EXPECT_EQ(ToClient("and more"), "and more");
}

TEST_F(ClientsTest, HoldAConnectUntilItIsWhole) {
  std::string passed;
  for (const char byte : kPlain) {
    EXPECT_EQ(passed, "");
    passed += ToBroker(std::string(1, byte));
  }
  EXPECT_EQ(passed, kPlain);
}

// Mosquitto reads more than we do, and would let some of it in without an introduction.
TEST(Strangers, EndTheirConnection) {
  for (const std::string& other : {
           "GET / HTTP/1.1\r\n"s,
           "\x11\x12\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x04lamp"s,
           "\x10\x10\x00\x04MQTT\x07\x02\x00\x3c\x00\x04lamp"s,
           "\x10\x10\x00\x04MQTT\x85\x02\x00\x3c\x00\x04lamp"s,
           "\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02\xff\xfe"s,
           "\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02\n."s,
           "\x10\xff\xff\xff\x7f\x00\x04MQTT"s,
       }) {
    Clients clients(engine::BrokerRules({"all"}), [](const nlohmann::json&) {});
    Client client;
    EXPECT_EQ(ConnectStage(clients, client).Pass(other), std::nullopt) << other.substr(0, 20);
  }
}

// AWS: Mosquitto as a bridge says so in the protocol level.
TEST_F(ClientsTest, AreBridgesToo) {
  const std::string bridge = "\x10\x10\x00\x04MQTT\x84\x02\x00\x3c\x00\x04lamp"s;
  EXPECT_EQ(ToBroker(bridge), bridge);
  EXPECT_EQ(client_.client_id, "lamp");
}

TEST(Strangers, AreToldWhatMqttDemandsBeforeTheirConnectionEnds) {
  const std::string v3 = "\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02\xff\xfe"s;
  const std::string v5 = "\x10\x0f\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x02\xff\xfe"s;
  const std::string unknown = "\x10\x10\x00\x04MQTT\x07\x02\x00\x3c\x00\x04lamp"s;
  const auto answer = [](const std::string& connect) {
    Clients clients(engine::BrokerRules(std::vector<std::string>{}),
                    [](const nlohmann::json&) {});
    Client client;
    ConnectStage(clients, client).Pass(connect);
    return client.last_words;
  };
  EXPECT_EQ(answer(v3), "\x20\x02\x00\x02"s);
  EXPECT_EQ(answer(v5), "\x20\x03\x00\x85\x00"s);
  EXPECT_EQ(answer(unknown), "\x20\x02\x00\x01"s);
}

TEST_F(ClientsTest, AreKnownFromTheirConnectUntilTheyAreGone) {
  ToBroker(kPlain);
  EXPECT_EQ(clients_.IdentityOf("lamp").principal, "cert");
  clients_.Forget(client_);
  EXPECT_EQ(clients_.IdentityOf("lamp").principal, "");
}

TEST_F(ClientsTest, BringAKeepAliveWithinBounds) {
  EXPECT_EQ(ToBroker(kHasty), "\x10\x10\x00\x04MQTT\x04\x02\x00\x1e\x00\x04lamp"s);
}

TEST_F(ClientsTest, TellMqtt5OfTheBounds) {
  ToBroker(kForEver);
  EXPECT_EQ(ToClient(kConnack5.substr(0, 1)), "");
  EXPECT_EQ(ToClient(kConnack5.substr(1)),
            "\x20\x0d\x00\x00\x0a\x11\x00\x00\x0e\x10\x13\x04\xb0\x24\x01"s);
}

TEST_F(ClientsTest, MayNotHaveALastWillThatCouldNotBePublished) {
  const std::string qos_2 =
      "\x10\x19\x00\x04MQTT\x04\x16\x00\x3c\x00\x04lamp\x00\x03w/l\x00\x02hi"s;
  EXPECT_EQ(ToBroker(qos_2), "ended");
  ASSERT_EQ(refusals_.size(), 1U);
  EXPECT_EQ(refusals_[0], (nlohmann::json{{"clientId", "lamp"},
                                          {"action", "iot:Connect"},
                                          {"rule", "qos-2"},
                                          {"why", "its last will: AWS IoT has no QoS 2"}}));
}

TEST_F(ClientsTest, AreIntroduced) {
  std::string ended;
  clients_.SetIntroduction(
      [](const engine::ConnectAttempt& attempt) {
        return engine::Introduction{"7", attempt.client_id + " " + attempt.identity.principal};
      },
      [&](const std::string& user_name) { ended = user_name; });
  EXPECT_EQ(ToBroker(kPlain),
            "\x10\x1e\x00\x04MQTT\x04\xc2\x00\x3c\x00\x04lamp\x00\x01\x37\x00\x09lamp cert"s);
  clients_.Forget(client_);
  EXPECT_EQ(ended, "7");
}

}  // namespace
}  // namespace mqtt_bridge
