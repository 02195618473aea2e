#include <gmock/gmock.h>

#include "server/tools/explain/explain.h"
#include "tests/server/ota/firmware.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class ExplainDownload : public testing::Test {
 protected:
  void SetUp() override {
    world_.CreateThing("lamp");
    PutFirmware(world_, "lamp.bin", std::string(40'000, 'x'));
    world_.Call(
        "CreateOTAUpdate",
        {{"otaUpdateId", "u"},
         {"targets", json::array({World::Thing("lamp")})},
         {"files", json::array({{{"fileName", "f"},
                                 {"fileLocation", {{"s3Location", Located("lamp.bin")}}}}})},
         {"roleArn", kRole}});
    world_.Start("lamp");
  }

  void Ask(json members) {
    const json streams = world_.Call("ListStreams", json::object())["streams"];
    members.update(
        {{"thingName", "lamp"}, {"streamId", streams[0]["streamId"]}, {"f", 0}, {"l", 4096}});
    world_.MqttRefusal("GetStream", std::move(members));
  }

  json Lamp() {
    return world_.service.Ask(
        [&](Context& c) { return ExplainThing(c, world_.journal.last_heard(), "lamp"); });
  }

  std::string Text() {
    std::string text;
    const json lamp = Lamp();
    for (const json& sentence : lamp["explanation"]) text += sentence.get<std::string>() + "\n";
    return text;
  }

  World world_;
};

TEST_F(ExplainDownload, BeforeTheFirstBlockSaysThatNoneWasAskedFor) {
  EXPECT_THAT(Text(), HasSubstr("has not asked stream AFR_OTA-"));
  EXPECT_FALSE(Lamp().contains("download"));
}

TEST_F(ExplainDownload, SaysWhichBlockWasAskedForLastAndHowManyAreMissing) {
  Ask({{"o", 0}, {"n", 1}, {"b", "f003"}});
  world_.Advance(2s);
  EXPECT_THAT(Text(), HasSubstr("for block 4 of 10, 2 seconds ago; it lacked 6 blocks."));
  EXPECT_THAT(Text(), HasSubstr("gives up at 2026-01-01T12:05:30Z if nothing comes"));
  const json download = Lamp()["download"];
  EXPECT_EQ(download["block"], 4);
  EXPECT_EQ(download["blocks"], 10);
  EXPECT_EQ(download["missing"], 6);
  EXPECT_THAT(Text(), Not(HasSubstr("times:")));
}

TEST_F(ExplainDownload, CountsHowOftenTheSameWasAskedFor) {
  for (int i = 0; i < 3; ++i) {
    Ask({{"n", 1}, {"b", "ff03"}});
    world_.Advance(10s);
  }
  EXPECT_THAT(Text(), HasSubstr("asked for the same 3 times"));
  EXPECT_THAT(Text(), HasSubstr("gives up at 2026-01-01T12:05:30Z"));
}

TEST_F(ExplainDownload, SaysWhyARequestWasRefused) {
  Ask({{"n", 1}, {"s", 9}});
  EXPECT_THAT(Text(), HasSubstr("and was refused: VersionConflict"));
}

TEST_F(ExplainDownload, WarnsOfMoreThanARequestIsAnsweredWith) {
  Ask({{"n", 33}});
  EXPECT_THAT(Text(), HasSubstr("131,072 bytes at most"));
}

TEST_F(ExplainDownload, InTheSelfTestSaysWhatItWaitsFor) {
  world_.Update("lamp", "AFR_OTA-u", "IN_PROGRESS",
                {{"statusDetails", {{"self_test", "ready"}, {"updatedBy", "0x00090002"}}}});
  EXPECT_THAT(Text(), HasSubstr("since 2026-01-01T12:00:00Z: it has the whole image"));
}

TEST_F(ExplainDownload, SaysWhyAnUpdateFailed) {
  world_.Update("lamp", "AFR_OTA-u", "FAILED",
                {{"statusDetails", {{"reason", "rejected: 0x0000000f"}}}});
  EXPECT_THAT(Text(), HasSubstr("FAILED at 2026-01-01T12:00:00Z: the image is of an older"));
}

}  // namespace
}  // namespace server
