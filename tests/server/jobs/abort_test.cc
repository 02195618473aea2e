#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::minutes;
using testing::ElementsAre;
using testing::StartsWith;

json Abort(const char* type, double threshold, int least) {
  return {{"criteriaList",
           {{{"failureType", type},
             {"action", "CANCEL"},
             {"thresholdPercentage", threshold},
             {"minNumberOfExecutedThings", least}}}}};
}

// Four things: t0 to t3.
class AbortTest : public testing::Test {
 protected:
  AbortTest() {
    world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
    for (const char* thing : {"t0", "t1", "t2", "t3"}) {
      world.CreateThing(thing);
      world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
    }
  }

  void CreateJob(json abort, json more = json::object()) {
    more["abortConfig"] = std::move(abort);
    world.CreateJob("j", {World::Group("all")}, std::move(more));
  }

  std::string Status(const char* thing) { return world.Execution(thing, "j")["status"]; }

  World world;
};

TEST_F(AbortTest, CancelsLikeCancelJobWithoutForce) {
  CreateJob(Abort("FAILED", 50, 2));
  world.Start("t2");
  world.Update("t0", "j", "SUCCEEDED");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
  world.Advance(minutes{1});
  world.Heard();
  world.Update("t1", "j", "FAILED");
  const json job = world.Job("j");
  EXPECT_EQ(job["status"], "CANCELED");
  EXPECT_EQ(job["forceCanceled"], false);
  EXPECT_EQ(job["reasonCode"], "ABORT_CRITERIA_MET");
  EXPECT_THAT(job["comment"], StartsWith("Canceled by abort criterion 1: 1 of 2"));
  EXPECT_EQ(job["completedAt"], job["lastUpdatedAt"]);
  EXPECT_EQ(job["isConcurrent"], false);
  EXPECT_EQ(Status("t2"), "IN_PROGRESS");
  EXPECT_EQ(Status("t3"), "CANCELED");
  EXPECT_THAT(world.Heard(),
              ElementsAre("t1 notify", "t1 notify-next", "t3 notify", "t3 notify-next"));
  world.Update("t2", "j", "SUCCEEDED");
  EXPECT_EQ(Status("t2"), "SUCCEEDED");
}

TEST_F(AbortTest, DropsPendingRetries) {
  json members = World::Retries("FAILED", 3);
  CreateJob(Abort("FAILED", 100, 2), members);
  world.Update("t0", "j", "FAILED");
  EXPECT_EQ(world.Listed("t0").size(), 2U);
  world.Update("t1", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
  EXPECT_EQ(world.Listed("t1").size(), 1U) << "the failure that ends the job";
  EXPECT_EQ(Status("t0"), "CANCELED") << "a retry that waited";
  world.Start("t2");
  EXPECT_EQ(world.Start("t2"), json::object());
}

TEST_F(AbortTest, NothingIsTriedAgainAfterwards) {
  json members = World::Retries("FAILED", 3);
  CreateJob(Abort("REJECTED", 1, 1), members);
  world.Start("t0");
  world.Update("t1", "j", "REJECTED");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
  world.Update("t0", "j", "FAILED");
  EXPECT_EQ(world.Listed("t0").size(), 1U);
}

TEST_F(AbortTest, EarlierAttemptsCount) {
  json members = World::Retries("FAILED", 3);
  CreateJob(Abort("FAILED", 100, 3), members);
  world.Update("t0", "j", "FAILED");
  world.Update("t0", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
  world.Update("t0", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(AbortTest, DeletedExecutionsDropOut) {
  CreateJob(Abort("FAILED", 50, 2));
  world.Update("t0", "j", "SUCCEEDED");
  world.Call("DeleteJobExecution",
             {{"jobId", "j"}, {"thingName", "t0"}, {"executionNumber", 1}});
  world.Update("t1", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS") << "one has ended";
  world.Update("t2", "j", "SUCCEEDED");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(AbortTest, DeletionOfAnExecutionMayMeetTheCriteria) {
  CreateJob(Abort("FAILED", 60, 1));
  world.Update("t0", "j", "SUCCEEDED");
  world.Update("t1", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
  world.Call("DeleteJobExecution",
             {{"jobId", "j"}, {"thingName", "t0"}, {"executionNumber", 1}});
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(AbortTest, TimeoutsCount) {
  CreateJob(Abort("TIMED_OUT", 1, 1), World::Timeout(5));
  world.Start("t0");
  world.Advance(minutes{5});
  EXPECT_EQ(Status("t0"), "TIMED_OUT");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(AbortTest, TimeoutAfterTheAbortIsNotTriedAgain) {
  json members = World::Retries("TIMED_OUT", 3);
  members.update(World::Timeout(5));
  CreateJob(Abort("REJECTED", 1, 1), members);
  world.Start("t0");
  world.Update("t1", "j", "REJECTED");
  world.Advance(minutes{5});
  EXPECT_EQ(Status("t0"), "TIMED_OUT");
  EXPECT_EQ(world.Listed("t0").size(), 1U);
}

TEST_F(AbortTest, EndsTheRollout) {
  CreateJob(Abort("FAILED", 1, 1), {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 2}}}});
  EXPECT_EQ(world.Job("j")["isConcurrent"], true);
  world.Update("t0", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  EXPECT_FALSE(world.Job("j")["jobProcessDetails"].contains("processingTargets"));
  world.Advance(minutes{5});
  EXPECT_TRUE(world.Listed("t2").empty());
}

TEST_F(AbortTest, UpdatedCriteriaAreHeldAtOnceAgainstWhatHasEnded) {
  CreateJob(Abort("FAILED", 100, 100));
  world.Update("t0", "j", "FAILED");
  world.Call("UpdateJob", {{"jobId", "j"}, {"abortConfig", Abort("FAILED", 10, 1)}});
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

TEST_F(AbortTest, ThingsThatJoinAfterwardsGetNothing) {
  CreateJob(Abort("FAILED", 1, 1), {{"targetSelection", "CONTINUOUS"}});
  world.Update("t0", "j", "FAILED");
  world.CreateThing("late");
  world.Call("AddThingToThingGroup", {{"thingName", "late"}, {"thingGroupName", "all"}});
  EXPECT_TRUE(world.Listed("late").empty());
}

TEST_F(AbortTest, LastFailureOfASnapshotAbortsRatherThanCompletes) {
  CreateJob(Abort("FAILED", 100, 4));
  for (const char* thing : {"t0", "t1", "t2", "t3"}) world.Update(thing, "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "CANCELED");
}

}  // namespace
}  // namespace server
