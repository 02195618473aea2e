#include "mqtt_bridge/front/fault_stages.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "mqtt_bridge/front/connect_stage.h"

namespace mqtt_bridge {
namespace {

using engine::FaultKind;
using std::string_literals::operator""s;

const std::string kConnect = "\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04lamp"s;
const std::string kConnack = "\x20\x02\x00\x00"s;
const std::string kPuback = "\x40\x02\x00\x07"s;
const std::string kPingresp = "\xd0\x00"s;
const std::string kPublish = "\x30\x05\x00\x01t@@"s;

class FaultStages : public testing::Test {
 protected:
  FaultStages() {
    client_.client_id = "lamp";
    clients_.SetFaults({.any = [this] { return armed_.has_value(); },
                        .strike = [this](const engine::Occasion& packet)
                            -> std::optional<engine::FaultEffect> {
                          if (packet.of_connection != armed_ || packet.thing != "lamp")
                            return {};
                          return engine::FaultEffect{.kind = *armed_};
                        }});
  }

  std::string ToClient(const std::string& bytes) {
    return std::string(loss_.Pass(bytes).value_or("ended"));
  }

  std::optional<FaultKind> armed_;
  Clients clients_{engine::BrokerRules(), [](const nlohmann::json&) {}};
  Client client_;
  PacketLossStage loss_{clients_, client_};
  StallStage stall_{clients_, client_};
};

TEST_F(FaultStages, LoseThePacketThatIsMeantAlone) {
  const std::string all = kConnack + kPuback + kPublish + kPingresp;
  EXPECT_EQ(ToClient(all), all);
  armed_ = FaultKind::kNoPuback;
  EXPECT_EQ(ToClient(all), kConnack + kPublish + kPingresp);
  armed_ = FaultKind::kNoPingresp;
  EXPECT_EQ(ToClient(all), kConnack + kPuback + kPublish);
  armed_ = FaultKind::kNoConnack;
  EXPECT_EQ(ToClient(all), kPuback + kPublish + kPingresp);
}

TEST_F(FaultStages, LoseAPacketThatComesInPieces) {
  armed_ = FaultKind::kNoPuback;
  EXPECT_EQ(ToClient(kPublish + kPuback.substr(0, 1)), kPublish);
  EXPECT_EQ(ToClient(kPuback.substr(1, 2)), "");
  EXPECT_EQ(ToClient(kPuback.substr(3) + kPublish), kPublish);
}

TEST_F(FaultStages, AFaultThatIsArmedInAPacketsMiddleWaitsForItsEnd) {
  EXPECT_EQ(ToClient(kPublish.substr(0, 5)), kPublish.substr(0, 5));
  armed_ = FaultKind::kNoPuback;
  EXPECT_EQ(ToClient(kPublish.substr(5) + kPuback), kPublish.substr(5));
}

TEST_F(FaultStages, NothingGoesEitherWayOnceStalled) {
  EXPECT_EQ(stall_.Pass(kConnect), kConnect);
  armed_ = FaultKind::kStall;
  EXPECT_EQ(ToClient(kConnack), kConnack) << "it is connected first";
  EXPECT_EQ(ToClient(kPublish), "");
  armed_.reset();
  EXPECT_EQ(ToClient(kPublish), "");
  EXPECT_EQ(stall_.Pass(kPublish), "");
}

TEST_F(FaultStages, AConnectIsAnsweredThatTheServerIsUnavailable) {
  Client stranger;
  ConnectStage connect(clients_, stranger);
  armed_ = FaultKind::kRefuseConnect;
  EXPECT_EQ(connect.Pass(kConnect), std::nullopt);
  EXPECT_EQ(stranger.last_words, "\x20\x02\x00\x03"s);
}

}  // namespace
}  // namespace mqtt_bridge
