#include <gmock/gmock.h>

#include "tests/server/ota/firmware.h"

namespace server {
namespace {

using nlohmann::json;
using testing::StartsWith;

class Stream : public testing::Test {
 protected:
  void SetUp() override { PutFirmware(world_, "lamp.bin", bytes_); }

  static json File(int id, const std::string& key) {
    return {{"fileId", id}, {"s3Location", Located(key)}};
  }

  json Create(json members = json::object()) {
    members.emplace("files", json::array({File(0, "lamp.bin")}));
    members["streamId"] = "s";
    members["roleArn"] = kRole;
    return world_.Call("CreateStream", std::move(members));
  }

  static json Asked(json members) {
    members["thingName"] = "lamp";
    members["streamId"] = "s";
    members.emplace("f", 0);
    members.emplace("l", 256);
    return members;
  }

  json Get(json members) { return world_.OverMqtt("GetStream", Asked(std::move(members))); }

  std::string Refusal(json members) {
    const std::string refusal = world_.MqttRefusal("GetStream", Asked(std::move(members)));
    return refusal.substr(0, refusal.find(':'));
  }

  World world_;
  const std::string bytes_ = std::string(256, 'a') + std::string(256, 'b') + "end";
};

TEST_F(Stream, ItsBlocksAreTheFile) {
  Create();
  const json output = Get({{"n", 512}});
  EXPECT_EQ(output["f"], 0);
  std::string file;
  for (const json& block : output["blocks"]) file += block["p"].get<std::string>();
  EXPECT_EQ(file, bytes_);
  EXPECT_EQ(output["blocks"][2], json({{"i", 2}, {"l", 3}, {"p", "end"}}));
}

TEST_F(Stream, BlocksThatAreApartComeAsTheyStandInTheFile) {
  Create();
  const json output = Get({{"b", "05"}, {"n", 2}});
  EXPECT_EQ(output["blocks"], json({{{"i", 0}, {"l", 256}, {"p", std::string(256, 'a')}},
                                    {{"i", 2}, {"l", 3}, {"p", "end"}}}));
}

TEST_F(Stream, BeginsWithVersionOneAndEachChangeRaisesIt) {
  EXPECT_EQ(Create()["streamVersion"], 1);
  EXPECT_EQ(Refusal({{"n", 1}, {"s", 1}}), "accepted");
  world_.Call("UpdateStream", {{"streamId", "s"}, {"description", "new"}});
  EXPECT_EQ(Refusal({{"n", 1}, {"s", 1}}), "VersionConflict");
  EXPECT_EQ(Refusal({{"n", 1}, {"s", 2}}), "accepted");
}

TEST_F(Stream, TellsADeviceItsFilesAndTheirSizes) {
  PutFirmware(world_, "data.bin", "1234");
  Create({{"description", "Both."}, {"files", {File(7, "data.bin"), File(0, "lamp.bin")}}});
  EXPECT_EQ(world_.OverMqtt("DescribeStream", {{"thingName", "lamp"}, {"streamId", "s"}}),
            json({{"s", 1},
                  {"d", "Both."},
                  {"r", {{{"f", 7}, {"z", 4}}, {{"f", 0}, {"z", bytes_.size()}}}}}));
}

TEST_F(Stream, RefusesWhatIsNotThere) {
  EXPECT_EQ(Refusal({{"n", 1}}), "ResourceNotFound");
  Create();
  EXPECT_EQ(Refusal({{"n", 1}, {"f", 1}}), "ResourceNotFound");
  EXPECT_EQ(Refusal({{"n", 1}, {"o", 3}}), "ResourceNotFound");
  world_.Call("DeleteStream", {{"streamId", "s"}});
  EXPECT_EQ(Refusal({{"n", 1}}), "ResourceNotFound");
}

TEST_F(Stream, RefusesAFileThatIsAnotherThanItWas) {
  Create();
  PutFirmware(world_, "lamp.bin", "other");
  EXPECT_EQ(Refusal({{"n", 1}}), "ETagMismatch");
  world_.Call("UpdateStream", {{"streamId", "s"}, {"files", {File(0, "lamp.bin")}}});
  EXPECT_EQ(Get({{"n", 1}})["blocks"][0]["p"], "other");
  const auto bucket = world_.objects.FindBucket("firmware");
  world_.objects.Delete(*bucket, "lamp.bin", world_.clock.Now());
  EXPECT_EQ(Refusal({{"n", 1}}), "ResourceNotFound");
}

TEST_F(Stream, ReadsTheVersionThatItNames) {
  world_.objects.SetVersioning("firmware", storage::Versioning::kEnabled);
  PutFirmware(world_, "lamp.bin", "first");
  const auto first =
      world_.objects.Find(*world_.objects.FindBucket("firmware"), "lamp.bin")->version_id;
  json file = File(0, "lamp.bin");
  file["s3Location"]["version"] = first;
  Create({{"files", json::array({file})}});
  PutFirmware(world_, "lamp.bin", "second");
  EXPECT_EQ(Get({{"n", 1}})["blocks"][0]["p"], "first");
}

TEST_F(Stream, RefusesALongToken) {
  Create();
  EXPECT_EQ(Refusal({{"n", 1}, {"c", std::string(64, 'c')}}), "accepted");
  EXPECT_EQ(Refusal({{"n", 1}, {"c", std::string(65, 'c')}}), "InvalidRequest");
}

TEST_F(Stream, IsNotMadeOfFilesThatItCannotHave) {
  const auto refusal = [&](json files) {
    return world_.Refusal("CreateStream",
                          {{"streamId", "s"}, {"roleArn", kRole}, {"files", std::move(files)}});
  };
  EXPECT_THAT(refusal(json::array({File(0, "none")})),
              StartsWith("ResourceNotFound: S3 object firmware/none"));
  EXPECT_THAT(refusal({File(0, "lamp.bin"), File(0, "lamp.bin")}),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(refusal(json::array({{{"s3Location", Located("lamp.bin")}}})),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(refusal(json::array({{{"fileId", 0}, {"s3Location", {{"bucket", "firmware"}}}}})),
              StartsWith("InvalidRequest"));
  PutFirmware(world_, "large.bin", std::string((24 << 20) + 1, 'x'));
  EXPECT_THAT(refusal(json::array({File(0, "large.bin")})), StartsWith("LimitExceeded"));
  EXPECT_EQ(world_.Call("ListStreams", json::object())["streams"], json::array());
}

TEST_F(Stream, ItsTagsGoWithIt) {
  Create({{"tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  world_.Call("DeleteStream", {{"streamId", "s"}});
  const std::string arn = Create()["streamArn"];
  EXPECT_EQ(arn, "arn:aws:iot:us-east-1:123456789012:stream/s");
  EXPECT_EQ(world_.Call("ListTagsForResource", {{"resourceArn", arn}})["tags"], json::array());
}

}  // namespace
}  // namespace server
