#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::StartsWith;

class Targets : public testing::Test {
 protected:
  Targets() { world.CreateThing("lamp"); }

  std::string Refused(const std::vector<std::string>& targets) {
    return world.Refusal("CreateJob",
                         {{"jobId", "j"}, {"targets", targets}, {"document", "{}"}});
  }

  World world;
};

TEST_F(Targets, UnknownOnesAreNotFoundAndNothingIsMade) {
  EXPECT_THAT(Refused({World::Thing("lamp"), World::Thing("ghost")}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Refused({World::Group("ghosts")}), StartsWith("ResourceNotFound"));
  EXPECT_EQ(world.Call("ListJobs", json::object())["jobs"], json::array());
  EXPECT_TRUE(world.sent.empty());
}

TEST_F(Targets, OfAnotherAccountOrRegionAreNotFound) {
  EXPECT_THAT(Refused({"arn:aws:iot:us-east-1:210987654321:thing/lamp"}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(Refused({"arn:aws:iot:eu-west-1:123456789012:thing/lamp"}),
              StartsWith("ResourceNotFound"));
}

TEST_F(Targets, MalformedOnesAndNoneAreInvalid) {
  EXPECT_THAT(Refused({"lamp"}), StartsWith("InvalidRequest"));
  EXPECT_THAT(Refused({"arn:aws:iot:us-east-1:123456789012:job/j"}),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(Refused({}), StartsWith("InvalidRequest"));
}

TEST_F(Targets, AreAHundredAtMost) {
  EXPECT_THAT(Refused(std::vector<std::string>(101, World::Thing("lamp"))),
              StartsWith("LimitExceeded"));
  EXPECT_EQ(Refused(std::vector<std::string>(100, World::Thing("lamp"))), "accepted");
}

TEST_F(Targets, AreOfTheCallersRegionAndOurAccount) {
  World elsewhere(Settings{.account_id = "210987654321"});
  elsewhere.region = "eu-west-1";
  const json made = elsewhere.Call("CreateThing", {{"thingName", "lamp"}});
  EXPECT_EQ(made["thingArn"], "arn:aws:iot:eu-west-1:210987654321:thing/lamp");
  const json job = elsewhere.Call(
      "CreateJob", {{"jobId", "j"}, {"targets", {made["thingArn"]}}, {"document", "{}"}});
  EXPECT_EQ(job["jobArn"], "arn:aws:iot:eu-west-1:210987654321:job/j");
  EXPECT_EQ(elsewhere.Execution("lamp", "j")["thingArn"], made["thingArn"]);
}

}  // namespace
}  // namespace server
