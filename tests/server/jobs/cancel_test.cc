#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class CancelJob : public testing::Test {
 protected:
  // "waits" is QUEUED, "works" IN_PROGRESS, "done" has SUCCEEDED.
  CancelJob() {
    for (const char* thing : {"waits", "works", "done"}) world.CreateThing(thing);
    world.CreateJob("j", {World::Thing("waits"), World::Thing("works"), World::Thing("done")},
                    World::Retries("FAILED", 3));
    world.Start("works");
    world.Update("done", "j", "SUCCEEDED");
    world.Heard();
  }

  json Cancel(bool force) {
    return world.Call("CancelJob", {{"jobId", "j"},
                                    {"force", force},
                                    {"reasonCode", "WRONG_FIRMWARE"},
                                    {"comment", "oops"}});
  }

  json Status(const char* thing) { return world.Execution(thing, "j")["status"]; }

  World world;
};

TEST_F(CancelJob, CancelsWhatIsQueuedAndLeavesTheRest) {
  Cancel(false);
  EXPECT_EQ(Status("waits"), "CANCELED");
  EXPECT_EQ(world.Execution("waits", "j")["versionNumber"], 2);
  EXPECT_EQ(world.Execution("waits", "j")["forceCanceled"], false);
  EXPECT_EQ(Status("works"), "IN_PROGRESS");
  EXPECT_EQ(Status("done"), "SUCCEEDED");
  EXPECT_THAT(world.Heard(), ElementsAre("waits notify", "waits notify-next"));
}

TEST_F(CancelJob, ShowsWhoWhyAndWhen) {
  world.Advance(std::chrono::seconds{90});
  const json answer = Cancel(false);
  EXPECT_EQ(answer["jobArn"], "arn:aws:iot:us-east-1:123456789012:job/j");
  const json job = world.Job("j");
  EXPECT_EQ(job["status"], "CANCELED");
  EXPECT_EQ(job["reasonCode"], "WRONG_FIRMWARE");
  EXPECT_EQ(job["comment"], "oops");
  EXPECT_EQ(job["completedAt"].get<double>() - job["createdAt"].get<double>(), 90);
  EXPECT_EQ(job["forceCanceled"], false);
}

TEST_F(CancelJob, WithForceCancelsWhatIsInProgressToo) {
  Cancel(true);
  EXPECT_EQ(Status("waits"), "CANCELED");
  EXPECT_EQ(Status("works"), "CANCELED");
  for (const char* thing : {"waits", "works"}) {
    EXPECT_EQ(world.Execution(thing, "j")["forceCanceled"], true) << thing;
  }
  EXPECT_EQ(Status("done"), "SUCCEEDED");
  EXPECT_EQ(world.Job("j")["forceCanceled"], true);
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfCanceledThings"], 2);
}

TEST_F(CancelJob, LetsWhatIsInProgressFinishButNotTryAgain) {
  Cancel(false);
  world.Heard();
  world.Update("works", "j", "FAILED");
  EXPECT_EQ(world.Listed("works").size(), 1U);
  EXPECT_THAT(world.Heard(), ElementsAre("works notify", "works notify-next"));
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(CancelJob, IsConcurrentUntilAllAreCanceled) {
  world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < 600; ++i) {
    const std::string thing = "t" + std::to_string(i);
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
  }
  world.CreateJob("large", {World::Group("all")});
  const auto call = [&](const char* operation) {
    return world.service.Run(
        {api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, operation),
         {"us-east-1", "localhost"},
         {{"jobId", "large"}}});
  };
  EXPECT_EQ(call("DescribeJob")["job"]["isConcurrent"], false);
  call("CancelJob");
  EXPECT_EQ(call("DescribeJob")["job"]["isConcurrent"], true);
  while (world.service.Step()) {
  }
  EXPECT_EQ(call("DescribeJob")["job"]["isConcurrent"], false);
}

TEST_F(CancelJob, IsRefusedForAJobThatHasEnded) {
  Cancel(false);
  EXPECT_THAT(world.Refusal("CancelJob", {{"jobId", "j"}}), StartsWith("InvalidRequest"));
  EXPECT_THAT(world.Refusal("CancelJob", {{"jobId", "j"}, {"force", true}}),
              StartsWith("InvalidRequest"));
}

TEST_F(CancelJob, LetsNoRolloutGoOn) {
  World large;
  std::vector<std::string> targets = {World::Group("all")};
  large.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < 1100; ++i) {
    const std::string thing = "t" + std::to_string(i);
    large.CreateThing(thing);
    large.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
  }
  large.CreateJob("j", targets);
  large.Call("CancelJob", {{"jobId", "j"}});
  large.Advance(std::chrono::minutes{5});
  const json job = large.Job("j");
  EXPECT_EQ(job["jobProcessDetails"]["numberOfCanceledThings"], 1000);
  EXPECT_EQ(job["jobProcessDetails"]["numberOfQueuedThings"], 0);
  EXPECT_EQ(job["isConcurrent"], false);
}

class CancelJobExecution : public CancelJob {
 protected:
  std::string Refused(const char* thing, json members = json::object()) {
    members.update({{"thingName", thing}, {"jobId", "j"}});
    return world.Refusal("CancelJobExecution", members);
  }
};

TEST_F(CancelJobExecution, CancelsWhatIsQueued) {
  EXPECT_EQ(Refused("waits", {{"statusDetails", {{"why", "moved"}}}}), "accepted");
  const json execution = world.Execution("waits", "j");
  EXPECT_EQ(execution["status"], "CANCELED");
  EXPECT_EQ(execution["statusDetails"]["detailsMap"], json({{"why", "moved"}}));
  EXPECT_THAT(world.Heard(), ElementsAre("waits notify", "waits notify-next"));
}

TEST_F(CancelJobExecution, NeedsForceForWhatIsInProgress) {
  EXPECT_THAT(Refused("works"), StartsWith("InvalidStateTransition"));
  EXPECT_EQ(Refused("works", {{"force", true}}), "accepted");
  EXPECT_EQ(world.Execution("works", "j")["forceCanceled"], true);
}

TEST_F(CancelJobExecution, IsRefusedForWhatHasEnded) {
  EXPECT_THAT(Refused("done", {{"force", true}}), StartsWith("InvalidStateTransition"));
}

TEST_F(CancelJobExecution, OfAStaleVersionIsAVersionConflict) {
  EXPECT_EQ(Refused("waits", {{"expectedVersion", 5}}),
            "VersionConflict: Expected version 5 but found version 1");
}

TEST_F(CancelJobExecution, ActsOnTheNewest) {
  world.Update("works", "j", "FAILED");
  EXPECT_EQ(Refused("works"), "accepted");
  EXPECT_EQ(world.Execution("works", "j")["executionNumber"], 2);
  EXPECT_EQ(world.Execution("works", "j")["status"], "CANCELED");
}

TEST_F(CancelJobExecution, OfTheLastOneCompletesTheJob) {
  world.Update("works", "j", "SUCCEEDED");
  EXPECT_EQ(Refused("waits"), "accepted");
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

}  // namespace
}  // namespace server
