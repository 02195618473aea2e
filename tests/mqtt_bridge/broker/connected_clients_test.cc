#include "mqtt_bridge/broker/connected_clients.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqtt_bridge {
namespace {

class ConnectedClientsTest : public testing::Test {
 protected:
  std::string ReasonAfter(const std::string& line,
                          const std::string& told = "CONNECTION_LOST") {
    connected_clients_.Hear("lamp", "connected 4 60 clean 127.0.0.1");
    connected_clients_.HearLog(line);
    connected_clients_.Hear("lamp", "disconnected " + told);
    return changes_.back().disconnect_reason;
  }

  std::vector<engine::Presence> changes_;
  ConnectedClients connected_clients_{
      [](const std::string&) { return engine::Identity(); },
      [this](const engine::Presence& p) { changes_.push_back(p); }};
};

TEST_F(ConnectedClientsTest, KnowsFromTheLogWhyAClientHasLeft) {
  EXPECT_EQ(ReasonAfter("Client lamp has exceeded timeout, disconnecting."),
            "MQTT_KEEP_ALIVE_TIMEOUT");
  EXPECT_EQ(ReasonAfter("Client lamp disconnected."), "CLIENT_INITIATED_DISCONNECT");
  EXPECT_EQ(ReasonAfter("Client lamp disconnected due to protocol error."), "CLIENT_ERROR");
  EXPECT_EQ(ReasonAfter("Client lamp closed its connection."), "CONNECTION_LOST");
}

TEST_F(ConnectedClientsTest, TakesThePluginsWordBeforeTheLogs) {
  EXPECT_EQ(ReasonAfter("Client lamp disconnected, not authorised.", "DUPLICATE_CLIENTID"),
            "DUPLICATE_CLIENTID");
}

TEST_F(ConnectedClientsTest, TakesNoOtherLineForAReason) {
  EXPECT_EQ(ReasonAfter("Client lamp 2 disconnected."), "CONNECTION_LOST");
  EXPECT_EQ(ReasonAfter("New client connected from 127.0.0.1:1 as lamp (p2, c1, k60)."),
            "CONNECTION_LOST");
}

TEST_F(ConnectedClientsTest, ForgetsAReasonOnceItWasTold) {
  ReasonAfter("Client lamp disconnected.");
  EXPECT_EQ(ReasonAfter(""), "CONNECTION_LOST");
}

TEST_F(ConnectedClientsTest, KeepsReasonsInAMegabyte) {
  connected_clients_.Hear("lamp", "connected 4 127.0.0.1");
  connected_clients_.HearLog("Client lamp disconnected.");
  for (int i = 0; i < 20; ++i) {
    connected_clients_.HearLog("Client " + std::string(60'000, 'x') + std::to_string(i) +
                               " disconnected.");
  }
  connected_clients_.Hear("lamp", "disconnected CONNECTION_LOST");
  EXPECT_EQ(changes_.back().disconnect_reason, "CONNECTION_LOST");
}

}  // namespace
}  // namespace mqtt_bridge
