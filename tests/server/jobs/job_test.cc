#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::StartsWith;

class Jobs : public testing::Test {
 protected:
  Jobs() { world.CreateThing("lamp"); }

  // What CreateJob says, with the members put in place of good ones; null takes one away.
  std::string Refused(const json& members) {
    json input = {{"jobId", "j"}, {"targets", {World::Thing("lamp")}}, {"document", "{}"}};
    input.merge_patch(members);
    return world.Refusal("CreateJob", input);
  }

  World world;
};

TEST_F(Jobs, AreAnsweredWithArnIdAndDescription) {
  EXPECT_EQ(world.Call("CreateJob", {{"jobId", "j"},
                                     {"targets", {World::Thing("lamp")}},
                                     {"document", "{}"},
                                     {"description", "new firmware"}}),
            json({{"jobId", "j"},
                  {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/j"},
                  {"description", "new firmware"}}));
}

TEST_F(Jobs, AreDescribedAsAwsDoes) {
  world.CreateJob("j", {World::Thing("lamp")}, World::Timeout(5));
  const json job = world.Job("j");
  EXPECT_EQ(job["targetSelection"], "SNAPSHOT");
  EXPECT_EQ(job["targets"], json({World::Thing("lamp")}));
  EXPECT_EQ(job["createdAt"], 1767268800.0);
  EXPECT_EQ(job["timeoutConfig"], json({{"inProgressTimeoutInMinutes", 5}}));
  for (const char* unset :
       {"presignedUrlConfig", "jobExecutionsRolloutConfig", "schedulingConfig"}) {
    EXPECT_EQ(job[unset], json::object()) << unset;
  }
  for (const char* absent : {"abortConfig", "document", "tags", "completedAt"}) {
    EXPECT_FALSE(job.contains(absent)) << absent;
  }
  EXPECT_EQ(job["jobProcessDetails"]["numberOfQueuedThings"], 1);
  EXPECT_EQ(job["jobProcessDetails"]["numberOfTimedOutThings"], 0);
}

TEST_F(Jobs, GiveTheirDocumentBackAsSent) {
  const std::string document = "{ \"b\" : 1,\n \"a\" : 2 }";
  world.CreateJob("j", {World::Thing("lamp")}, {{"document", document}});
  EXPECT_EQ(world.Call("GetJobDocument", {{"jobId", "j"}})["document"], document);
}

TEST_F(Jobs, UnknownOnesAreNotFound) {
  for (const char* operation :
       {"DescribeJob", "CancelJob", "DeleteJob", "GetJobDocument", "ListJobExecutionsForJob"}) {
    EXPECT_EQ(world.Refusal(operation, {{"jobId", "ghost"}}),
              "ResourceNotFound: Job ghost cannot be found.")
        << operation;
  }
}

TEST_F(Jobs, MadeTwiceAreRefusedThoughAlike) {
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_THAT(Refused({{"document", R"({"action":"blink"})"}}),
              StartsWith("ResourceAlreadyExists"));
  world.Heard();
}

TEST_F(Jobs, NeedExactlyOneDocument) {
  EXPECT_EQ(Refused({{"document", nullptr}}),
            "InvalidRequest: Neither job document nor job document source is specified.");
}

TEST_F(Jobs, NeedADocumentThatIsJson) {
  EXPECT_THAT(Refused({{"document", "blink"}}), StartsWith("InvalidRequest"));
}

TEST_F(Jobs, NeedATimeoutOfUpToAWeek) {
  const std::string message =
      "InvalidRequest: Provide valid timeout value, inProgressTimeoutInMinutes cannot be ";
  for (const int minutes : {0, -1, 10081}) {
    EXPECT_EQ(Refused({{"timeoutConfig", {{"inProgressTimeoutInMinutes", minutes}}}}),
              message + std::to_string(minutes) + ".");
  }
  EXPECT_EQ(Refused({{"timeoutConfig", json::object()}}), message + "null.");
  EXPECT_EQ(Refused({{"timeoutConfig", {{"inProgressTimeoutInMinutes", 10080}}}}), "accepted");
}

TEST_F(Jobs, NeedARoleThatAnArnNames) {
  for (const std::string role : {"short", "a/role/that/is/long/enough", ""}) {
    EXPECT_EQ(Refused({{"presignedUrlConfig", {{"roleArn", role}}}}),
              "InvalidRequest: Given role " + role + " is invalid.");
  }
}

TEST_F(Jobs, NeedRetriesThatDoNotContradictEachOther) {
  EXPECT_EQ(Refused({{"jobExecutionsRetryConfig",
                      {{"criteriaList",
                        {{{"failureType", "ALL"}, {"numberOfRetries", 1}},
                         {{"failureType", "FAILED"}, {"numberOfRetries", 1}}}}}}}),
            "InvalidRequest: A retryCriteria with failure type ALL must be used by itself.");
}

TEST_F(Jobs, OfAnEmptyGroupAreCompletedAtOnce) {
  world.Call("CreateThingGroup", {{"thingGroupName", "empty"}});
  world.CreateJob("j", {World::Group("empty")});
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
  EXPECT_EQ(world.Job("j")["completedAt"], world.Job("j")["createdAt"]);
}

TEST_F(Jobs, ThatAreContinuousAreNeverCompleted) {
  world.CreateJob("j", {World::Thing("lamp")}, {{"targetSelection", "CONTINUOUS"}});
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
}

TEST_F(Jobs, AreListedByStatusAndFilteredBySelectionAndGroup) {
  world.Call("CreateThingGroup", {{"thingGroupName", "lamps"}});
  world.CreateJob("a", {World::Thing("lamp")});
  world.CreateJob("b", {World::Group("lamps")}, {{"targetSelection", "CONTINUOUS"}});
  world.CreateJob("c", {World::Thing("lamp")});
  world.Update("lamp", "a", "SUCCEEDED");
  const auto listed = [&](const json& filter) {
    std::vector<std::string> ids;
    const json answer = world.Call("ListJobs", filter);
    for (const json& job : answer["jobs"]) ids.push_back(job["jobId"]);
    return ids;
  };
  EXPECT_THAT(listed(json::object()), ElementsAre("c", "b", "a"));
  EXPECT_THAT(listed({{"status", "COMPLETED"}}), ElementsAre("a"));
  EXPECT_THAT(listed({{"targetSelection", "CONTINUOUS"}}), ElementsAre("b"));
  EXPECT_THAT(listed({{"thingGroupName", "lamps"}}), ElementsAre("b"));
}

}  // namespace
}  // namespace server
