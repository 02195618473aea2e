#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

json Retry(const std::vector<std::pair<const char*, int>>& criteria) {
  json list = json::array();
  for (const auto& [type, retries] : criteria) {
    list.push_back({{"failureType", type}, {"numberOfRetries", retries}});
  }
  return {{"criteriaList", list}};
}

class JobUpdate : public testing::Test {
 protected:
  JobUpdate() {
    world.CreateThing("lamp");
    world.CreateThing("fan");
    for (const char* group : {"hall", "attic"}) {
      world.Call("CreateThingGroup", {{"thingGroupName", group}});
    }
  }

  void Join(const char* thing, const char* group) {
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", group}});
  }

  std::string Updated(json members) {
    members["jobId"] = "j";
    return world.Refusal("UpdateJob", members);
  }

  std::string Associated(const std::vector<std::string>& targets) {
    return world.Refusal("AssociateTargetsWithJob", {{"jobId", "j"}, {"targets", targets}});
  }

  World world;
};

TEST_F(JobUpdate, ReplacesEachSettingWhole) {
  json members = World::Timeout(5);
  members["jobExecutionsRetryConfig"] = Retry({{"FAILED", 3}});
  world.CreateJob("j", {World::Thing("lamp")}, members);
  world.Advance(std::chrono::minutes{1});
  EXPECT_EQ(Updated({{"description", "second thoughts"},
                     {"timeoutConfig", {{"inProgressTimeoutInMinutes", 7}}},
                     {"jobExecutionsRetryConfig", Retry({{"FAILED", 0}})}}),
            "accepted");
  const json job = world.Job("j");
  EXPECT_EQ(job["description"], "second thoughts");
  EXPECT_EQ(job["timeoutConfig"], json({{"inProgressTimeoutInMinutes", 7}}));
  EXPECT_EQ(job["jobExecutionsRetryConfig"], Retry({{"FAILED", 0}}));
  EXPECT_EQ(job["lastUpdatedAt"].get<double>() - job["createdAt"].get<double>(), 60);
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED") << "no retry is left";
}

TEST_F(JobUpdate, TimesOutOnlyExecutionsStartedLater) {
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")}, World::Timeout(60));
  world.Start("lamp");
  EXPECT_EQ(Updated(World::Timeout(5)), "accepted");
  world.Start("fan");
  world.Advance(std::chrono::minutes{5});
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "IN_PROGRESS");
  EXPECT_EQ(world.Execution("fan", "j")["status"], "TIMED_OUT");
}

TEST_F(JobUpdate, IsRefusedInAwsWords) {
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_EQ(Updated(json::object()),
            "InvalidRequest: Update Job request for job j cannot be empty.");
  EXPECT_EQ(Updated({{"timeoutConfig", json::object()}}),
            "InvalidRequest: Provide valid timeout value, inProgressTimeoutInMinutes cannot be "
            "null.");
  EXPECT_EQ(Updated({{"jobExecutionsRetryConfig", Retry({{"FAILED", 0}})}}),
            "InvalidRequest: RetryConfig cannot be updated if the job has no RetryConfig "
            "defined during creation.");
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(Updated({{"description", "late"}}),
            "InvalidRequest: Job j in status COMPLETED cannot be updated.");
  EXPECT_EQ(world.Refusal("UpdateJob", {{"jobId", "ghost"}, {"description", "x"}}),
            "ResourceNotFound: Job ghost cannot be found.");
}

TEST_F(JobUpdate, ThatNoJobCouldTakeIsRefusedBeforeTheJobIsLookedFor) {
  const auto refused = [&](json members) {
    members["jobId"] = "ghost";
    return world.Refusal("UpdateJob", std::move(members));
  };
  EXPECT_EQ(refused(json::object()),
            "InvalidRequest: Update Job request for job ghost cannot be empty.");
  json members = {{"timeoutConfig", json::object()}};
  EXPECT_THAT(refused(members), HasSubstr("cannot be null."));
  members["abortConfig"] = {{"criteriaList",
                             {{{"failureType", "ALL"},
                               {"action", "CANCEL"},
                               {"thresholdPercentage", 1.234},
                               {"minNumberOfExecutedThings", 1}}}}};
  EXPECT_THAT(refused(members), HasSubstr("thresholdPercentage"));
  members["jobExecutionsRetryConfig"] = Retry({{"ALL", 1}, {"FAILED", 0}});
  EXPECT_THAT(refused(members), HasSubstr("any number other than 0."));
  members["presignedUrlConfig"] = {{"roleArn", "short"}};
  EXPECT_EQ(refused(members), "InvalidRequest: Given role short is invalid.");
  members["jobExecutionsRolloutConfig"] = json::object();
  EXPECT_THAT(refused(members), HasSubstr("Provide MaximumPerMinute value"));
  EXPECT_THAT(world.Refusal("AssociateTargetsWithJob",
                            {{"jobId", "ghost"}, {"targets", {World::Thing("lamp")}}}),
              StartsWith("InvalidRequest"));
}

TEST_F(JobUpdate, TellsSeveralFaultsInAwsOrder) {
  const json criterion = {{"failureType", "NONE"},
                          {"action", "STOP"},
                          {"thresholdPercentage", 101},
                          {"minNumberOfExecutedThings", 0}};
  const std::string refusal =
      Updated({{"abortConfig", {{"criteriaList", {criterion}}}},
               {"jobExecutionsRetryConfig", Retry({{"NONE", 0}})},
               {"presignedUrlConfig", {{"expiresInSec", 1}}},
               {"description", ""},
               {"jobExecutionsRolloutConfig", {{"maximumPerMinute", 0}}}});
  std::vector<std::size_t> places;
  for (const char* member : {"maximumPerMinute'", "at 'description'", "expiresInSec'",
                             "jobExecutionsRetryConfig.", "minNumberOfExecutedThings'",
                             "member.failureType' failed to satisfy constraint: Member "
                             "must satisfy enum value set: [ALL, TIMED_OUT, FAILED, REJECTED]",
                             "action'", "thresholdPercentage'"}) {
    places.push_back(refusal.find(member));
    EXPECT_NE(places.back(), refusal.npos) << member << " in " << refusal;
  }
  EXPECT_TRUE(std::ranges::is_sorted(places)) << refusal;
}

TEST_F(JobUpdate, CanOnlyStopRetries) {
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 3));
  const auto retry = [&](const json& config) {
    return Updated({{"jobExecutionsRetryConfig", config}});
  };
  EXPECT_EQ(retry(Retry({{"FAILED", 1}})),
            "InvalidRequest: The number of retries cannot be updated to any number other than "
            "0.");
  EXPECT_EQ(retry(Retry({{"TIMED_OUT", 0}})),
            "InvalidRequest: FailureTypes must match existing FailureTypes defined in "
            "RetryConfig.");
  EXPECT_THAT(retry(Retry({{"FAILED", 0}, {"FAILED", 0}})), StartsWith("InvalidRequest"));
  EXPECT_EQ(retry(Retry({{"ALL", 0}, {"FAILED", 0}})),
            "InvalidRequest: A retryCriteria with failure type ALL must be used by itself.");
  EXPECT_THAT(retry(Retry({{"TIMED_OUT", 1}})), HasSubstr("any number other than 0."))
      << "told before that the types differ";
}

TEST_F(JobUpdate, ThatGivesRetriesIsRefusedForTheirNumberFirst) {
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_THAT(Updated({{"jobExecutionsRetryConfig", Retry({{"FAILED", 1}})}}),
              HasSubstr("any number other than 0."));
}

TEST_F(JobUpdate, FurtherGroupsGetTheJobAtOnce) {
  Join("lamp", "hall");
  Join("fan", "attic");
  world.CreateJob("j", {World::Group("hall")}, {{"targetSelection", "CONTINUOUS"}});
  world.Heard();
  EXPECT_EQ(world.Call("AssociateTargetsWithJob", {{"jobId", "j"},
                                                   {"targets", {World::Group("attic")}},
                                                   {"comment", "the attic too"}}),
            json({{"jobId", "j"}, {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/j"}}));
  EXPECT_THAT(world.Heard(), ElementsAre("fan notify QUEUED:j", "fan notify-next j#1 QUEUED"));
  EXPECT_EQ(world.Job("j")["targets"], json({World::Group("hall"), World::Group("attic")}));
  EXPECT_EQ(world.Job("j")["comment"], "the attic too");
  world.CreateThing("late");
  Join("late", "attic");
  EXPECT_EQ(world.Execution("late", "j")["status"], "QUEUED");
}

TEST_F(JobUpdate, TheSameGroupAgainChangesNothing) {
  Join("lamp", "hall");
  world.CreateJob("j", {World::Group("hall")}, {{"targetSelection", "CONTINUOUS"}});
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  EXPECT_EQ(Associated({World::Group("hall")}), "accepted");
  EXPECT_THAT(world.Heard(), IsEmpty());
  EXPECT_EQ(world.Job("j")["targets"], json({World::Group("hall")}));
  EXPECT_EQ(world.Listed("lamp").size(), 1);
}

TEST_F(JobUpdate, TargetsMustBeGroupsOfAJobThatGoesOn) {
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_THAT(Associated({World::Group("hall")}), StartsWith("InvalidRequest"));
  world.Call("DeleteJob", {{"jobId", "j"}, {"force", true}});
  world.CreateJob("j", {World::Group("hall")}, {{"targetSelection", "CONTINUOUS"}});
  EXPECT_THAT(Associated({World::Thing("lamp")}), StartsWith("InvalidRequest"));
  EXPECT_THAT(Associated({World::Group("ghost")}), StartsWith("ResourceNotFound"));
  world.Call("CancelJob", {{"jobId", "j"}});
  EXPECT_THAT(Associated({World::Group("attic")}), StartsWith("InvalidRequest"));
}

TEST_F(JobUpdate, AJobHasAtMostAHundredTargets) {
  std::vector<std::string> targets;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "g" + std::to_string(i);
    world.Call("CreateThingGroup", {{"thingGroupName", name}});
    targets.push_back(World::Group(name));
  }
  world.CreateJob("j", targets, {{"targetSelection", "CONTINUOUS"}});
  EXPECT_THAT(Associated({World::Group("hall")}), StartsWith("LimitExceeded"));
  EXPECT_EQ(Associated({World::Group("g0")}), "accepted");
}

TEST_F(JobUpdate, DeletingTheFrontExecutionTellsTheDeviceOfTheNext) {
  world.CreateJob("a", {World::Thing("lamp"), World::Thing("fan")});
  world.CreateJob("b", {World::Thing("lamp")});
  world.Heard();
  const json execution = {{"thingName", "lamp"}, {"jobId", "a"}, {"executionNumber", 1}};
  world.Call("DeleteJobExecution", execution);
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:b", "lamp notify-next b#1 QUEUED"));
  EXPECT_EQ(world.Job("a")["jobProcessDetails"]["numberOfQueuedThings"], 1);
  EXPECT_THAT(world.Refusal("DeleteJobExecution", execution), StartsWith("ResourceNotFound"));
}

TEST_F(JobUpdate, DeletingAnExecutionInProgressNeedsForceAndMayCompleteTheJob) {
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")});
  world.Update("fan", "j", "SUCCEEDED");
  world.Start("lamp");
  json execution = {{"thingName", "lamp"}, {"jobId", "j"}, {"executionNumber", 1}};
  EXPECT_THAT(world.Refusal("DeleteJobExecution", execution),
              StartsWith("InvalidStateTransition"));
  execution["force"] = true;
  world.Call("DeleteJobExecution", execution);
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

TEST_F(JobUpdate, DeletingAnEndedExecutionTellsNobody) {
  world.CreateJob("j", {World::Thing("lamp")});
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  world.Call("DeleteJobExecution",
             {{"thingName", "lamp"}, {"jobId", "j"}, {"executionNumber", 1}});
  EXPECT_THAT(world.Heard(), IsEmpty());
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfSucceededThings"], 0);
}

}  // namespace
}  // namespace server
