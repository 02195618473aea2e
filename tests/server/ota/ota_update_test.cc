#include <gmock/gmock.h>

#include "tests/server/ota/firmware.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class OtaUpdate : public testing::Test {
 protected:
  void SetUp() override {
    world_.CreateThing("lamp");
    PutFirmware(world_, "lamp.bin", std::string(5000, 'x'));
  }

  static json File(json location, json more = json::object()) {
    more["fileName"] = "/lamp";
    more["fileLocation"] = std::move(location);
    return more;
  }

  static json OfObject() { return File({{"s3Location", Located("lamp.bin")}}); }

  static json Input(json members) {
    members.emplace("otaUpdateId", "u");
    members.emplace("targets", json::array({World::Thing("lamp")}));
    members.emplace("files", json::array({OfObject()}));
    members["roleArn"] = kRole;
    return members;
  }

  json Create(json members = json::object()) {
    return world_.Call("CreateOTAUpdate", Input(std::move(members)));
  }

  std::string Refusal(json members) {
    return world_.Refusal("CreateOTAUpdate", Input(std::move(members)));
  }

  json Info() { return world_.Call("GetOTAUpdate", {{"otaUpdateId", "u"}})["otaUpdateInfo"]; }

  // What the device is told.
  json Told() {
    const json execution =
        world_.Device("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "$next"}});
    return json::parse(execution["execution"]["jobDocument"].get<std::string>())["afr_ota"];
  }

  json Streams() { return world_.Call("ListStreams", json::object())["streams"]; }

  World world_;
};

TEST_F(OtaUpdate, BeginsPendingAndIsCompleteWhenItIsReadNext) {
  const json answer = Create();
  EXPECT_EQ(answer["otaUpdateStatus"], "CREATE_PENDING");
  EXPECT_EQ(answer["otaUpdateArn"], "arn:aws:iot:us-east-1:123456789012:otaupdate/u");
  EXPECT_EQ(answer["awsIotJobId"], "AFR_OTA-u");
  EXPECT_EQ(Info()["otaUpdateStatus"], "CREATE_COMPLETE");
  EXPECT_EQ(Info()["awsIotJobArn"], "arn:aws:iot:us-east-1:123456789012:job/AFR_OTA-u");
}

TEST_F(OtaUpdate, MakesAStreamThatTheDeviceIsToldOf) {
  Create();
  const json told = Told();
  EXPECT_EQ(told["protocols"], json({"MQTT"}));
  EXPECT_EQ(told["files"],
            json::array({{{"filepath", "/lamp"}, {"filesize", 5000}, {"fileid", 0}}}));
  const std::string stream = told["streamname"];
  EXPECT_EQ(stream.size(), 44);
  const json block = world_.OverMqtt(
      "GetStream",
      {{"thingName", "lamp"}, {"streamId", stream}, {"f", 0}, {"l", 4096}, {"o", 1}, {"n", 1}});
  EXPECT_EQ(block["blocks"][0]["l"], 5000 - 4096);
}

TEST_F(OtaUpdate, OverHttpGivesAFreshUrlAtEachFetch) {
  Create({{"protocols", {"HTTP"}}});
  const json first = Told();
  EXPECT_FALSE(first.contains("streamname"));
  EXPECT_EQ(first["files"][0]["auth_scheme"], "aws.s3.presigned");
  const std::string url = first["files"][0]["update_data_url"];
  EXPECT_THAT(url, HasSubstr("/firmware/lamp.bin?X-Amz-"));
  EXPECT_THAT(url, HasSubstr("X-Amz-Expires=1800"));
  world_.Advance(std::chrono::seconds(1));
  EXPECT_NE(Told()["files"][0]["update_data_url"], url);
  EXPECT_EQ(Streams(), json::array());
}

TEST_F(OtaUpdate, HandsTheJobsSettingsOn) {
  world_.Call("CreateThingGroup", {{"thingGroupName", "lamps"}});
  const json rate = {{"maximumPerMinute", 50}};
  const json criteria = {{{"failureType", "FAILED"},
                          {"action", "CANCEL"},
                          {"thresholdPercentage", 20.0},
                          {"minNumberOfExecutedThings", 3}}};
  Create({{"targets", {World::Group("lamps")}},
          {"targetSelection", "CONTINUOUS"},
          {"description", "Lamps."},
          {"awsJobExecutionsRolloutConfig", rate},
          {"awsJobPresignedUrlConfig", {{"expiresInSec", 90}}},
          {"awsJobAbortConfig", {{"abortCriteriaList", criteria}}},
          {"awsJobTimeoutConfig", {{"inProgressTimeoutInMinutes", 7}}}});
  const json job = world_.Job("AFR_OTA-u");
  EXPECT_EQ(job["targetSelection"], "CONTINUOUS");
  EXPECT_EQ(job["description"], "Lamps.");
  EXPECT_EQ(job["jobExecutionsRolloutConfig"], rate);
  EXPECT_EQ(job["presignedUrlConfig"]["expiresInSec"], 90);
  EXPECT_EQ(job["abortConfig"]["criteriaList"], criteria);
  EXPECT_EQ(job["timeoutConfig"], json({{"inProgressTimeoutInMinutes", 7}}));
}

TEST_F(OtaUpdate, OfAStreamThatIsThereMakesNone) {
  world_.Call("CreateStream",
              {{"streamId", "mine"},
               {"roleArn", kRole},
               {"files", json::array({{{"fileId", 7}, {"s3Location", Located("lamp.bin")}}})}});
  Create({{"files", {File({{"stream", {{"streamId", "mine"}, {"fileId", 7}}}})}}});
  EXPECT_EQ(Told()["streamname"], "mine");
  EXPECT_EQ(Told()["files"][0]["fileid"], 7);
  EXPECT_THAT(world_.Refusal("DeleteStream", {{"streamId", "mine"}}),
              StartsWith("DeleteConflict"));
  world_.Call("DeleteOTAUpdate",
              {{"otaUpdateId", "u"}, {"deleteStream", true}, {"forceDeleteAWSJob", true}});
  EXPECT_EQ(Streams().size(), 1);
  world_.Call("DeleteStream", {{"streamId", "mine"}});
}

TEST_F(OtaUpdate, WhatCannotBeMadeIsToldByTheStatusAndLeavesNothing) {
  Create({{"targets", {World::Thing("none")}}});
  EXPECT_EQ(Info()["otaUpdateStatus"], "CREATE_FAILED");
  EXPECT_EQ(Info()["errorInfo"]["code"], "ResourceNotFoundException");
  EXPECT_THAT(Info()["errorInfo"]["message"].get<std::string>(), HasSubstr("thing/none"));
  EXPECT_FALSE(Info().contains("awsIotJobId"));
  EXPECT_EQ(Streams(), json::array());
  EXPECT_EQ(world_.Call("ListJobs", json::object())["jobs"], json::array());
  world_.Call("DeleteOTAUpdate", {{"otaUpdateId", "u"}});
  Create({{"files", {File({{"s3Location", Located("none")}})}}});
  EXPECT_THAT(Info()["errorInfo"]["message"].get<std::string>(), HasSubstr("firmware/none"));
}

TEST_F(OtaUpdate, TooLongAnIdForAJobFails) {
  const std::string id(57, 'u');
  Create({{"otaUpdateId", id}});
  const json info = world_.Call("GetOTAUpdate", {{"otaUpdateId", id}})["otaUpdateInfo"];
  EXPECT_EQ(info["otaUpdateStatus"], "CREATE_FAILED");
}

TEST_F(OtaUpdate, RefusesWhatNoUpdateCanComeOf) {
  EXPECT_THAT(Refusal({{"files", {File(json::object())}}}), StartsWith("InvalidRequest"));
  EXPECT_THAT(
      Refusal({{"files",
                json::array({{{"fileLocation", {{"s3Location", Located("lamp.bin")}}}}})}}),
      StartsWith("InvalidRequest: Each file of an update needs a fileName."));
  const json one = File({{"stream", {{"streamId", "a"}, {"fileId", 0}}}});
  const json other = File({{"stream", {{"streamId", "b"}, {"fileId", 0}}}});
  EXPECT_THAT(Refusal({{"files", {one, other}}}), StartsWith("InvalidRequest"));
  EXPECT_THAT(Refusal({{"files", {one, OfObject()}}}), StartsWith("InvalidRequest"));
  EXPECT_THAT(Refusal({{"files",
                        {File({{"s3Location", Located("lamp.bin")}},
                              {{"codeSigning", {{"awsSignerJobId", "j"}}}})}}}),
              StartsWith("NotImplemented: To sign /lamp needs --code-sign-key"));
}

TEST_F(OtaUpdate, GoesWithItsJobOnceThatHasEnded) {
  Create();
  EXPECT_THAT(world_.Refusal("DeleteOTAUpdate", {{"otaUpdateId", "u"}}),
              StartsWith("InvalidRequest: Job AFR_OTA-u is neither COMPLETED"));
  EXPECT_THAT(world_.Refusal("DeleteStream", {{"streamId", Told()["streamname"]}}),
              StartsWith("DeleteConflict"));
  world_.Update("lamp", "AFR_OTA-u", "SUCCEEDED");
  world_.Call("DeleteOTAUpdate", {{"otaUpdateId", "u"}, {"deleteStream", true}});
  EXPECT_THAT(world_.Refusal("DescribeJob", {{"jobId", "AFR_OTA-u"}}),
              StartsWith("ResourceNotFound"));
  EXPECT_EQ(Streams(), json::array());
}

TEST_F(OtaUpdate, KeepsItsStreamUnlessThatIsToGo) {
  Create();
  world_.Call("DeleteOTAUpdate", {{"otaUpdateId", "u"}, {"forceDeleteAWSJob", true}});
  EXPECT_EQ(Streams().size(), 1);
}

TEST_F(OtaUpdate, IsListedByStatus) {
  Create();
  Create({{"otaUpdateId", "v"}, {"targets", {World::Thing("none")}}});
  const auto listed = [&](json members) {
    std::vector<std::string> ids;
    const json updates = world_.Call("ListOTAUpdates", std::move(members))["otaUpdates"];
    for (const json& update : updates) ids.push_back(update["otaUpdateId"]);
    return ids;
  };
  EXPECT_THAT(listed(json::object()), testing::ElementsAre("v", "u"));
  EXPECT_THAT(listed({{"otaUpdateStatus", "CREATE_COMPLETE"}}), testing::ElementsAre("u"));
  EXPECT_THAT(listed({{"otaUpdateStatus", "CREATE_FAILED"}}), testing::ElementsAre("v"));
  EXPECT_THAT(listed({{"otaUpdateStatus", "CREATE_PENDING"}}), testing::IsEmpty());
}

TEST_F(OtaUpdate, ADownloadBringsNoNotices) {
  Create();
  world_.Start("lamp");
  world_.Heard();
  const std::string stream = Told()["streamname"];
  for (int block = 0; block < 2; ++block) {
    world_.OverMqtt("GetStream", {{"thingName", "lamp"},
                                  {"streamId", stream},
                                  {"f", 0},
                                  {"l", 4096},
                                  {"o", block},
                                  {"n", 1}});
    world_.Update("lamp", "AFR_OTA-u", "IN_PROGRESS",
                  {{"statusDetails", {{"receive", std::to_string(block + 1) + "/2"}}}});
  }
  EXPECT_THAT(world_.Heard(), testing::IsEmpty());
}

}  // namespace
}  // namespace server
