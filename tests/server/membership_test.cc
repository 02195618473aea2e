// The membership table of continuous jobs, a test a row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;

class Membership : public testing::Test {
 protected:
  Membership() {
    for (const char* group : {"lamps", "kitchen"}) {
      world.Call("CreateThingGroup", {{"thingGroupName", group}});
    }
    world.CreateThing("lamp");
  }

  void Join(const char* group = "lamps") { Move("AddThingToThingGroup", group); }

  void Leave(const char* group = "lamps") { Move("RemoveThingFromThingGroup", group); }

  void Move(const char* operation, const char* group) {
    world.Call(operation, {{"thingName", "lamp"}, {"thingGroupName", group}});
  }

  void CreateContinuousJob(const std::vector<std::string>& targets, json members = {}) {
    members["targetSelection"] = "CONTINUOUS";
    world.CreateJob("j", targets, std::move(members));
  }

  void CreateContinuousJob() { CreateContinuousJob({World::Group("lamps")}); }

  std::int64_t Executions() { return world.Listed("lamp").size(); }

  World world;
};

TEST_F(Membership, ThingThatJoinsIsQueuedAtOnce) {
  CreateContinuousJob();
  EXPECT_THAT(world.Heard(), IsEmpty());
  Join();
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#1 QUEUED"));
}

TEST_F(Membership, ThingThatLeavesWhileQueuedIsRemoved) {
  Join();
  CreateContinuousJob();
  world.Heard();
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "REMOVED");
  EXPECT_EQ(world.Execution("lamp", "j")["versionNumber"], 1);
  ASSERT_EQ(world.sent.size(), 2U);
  EXPECT_EQ(world.sent[0].payload["jobs"], json::object());
  EXPECT_EQ(world.sent[1].payload.size(), 1U) << "only a timestamp";
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfRemovedThings"], 1);
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
}

TEST_F(Membership, ThingThatLeavesWhileInProgressMayFinish) {
  Join();
  CreateContinuousJob();
  world.Start("lamp");
  world.Heard();
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), IsEmpty());
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "SUCCEEDED");
}

TEST_F(Membership, ThingThatLeavesLosesItsRetries) {
  Join();
  CreateContinuousJob({World::Group("lamps")}, World::Retries("FAILED", 3));
  world.Start("lamp");
  Leave();
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(Executions(), 1);
}

TEST_F(Membership, FinishedExecutionOfAThingThatLeavesIsUnchanged) {
  Join();
  CreateContinuousJob();
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "SUCCEEDED");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Membership, ThingThatRejoinsAfterItsEndIsQueuedUnderTheNextNumber) {
  Join();
  CreateContinuousJob({World::Group("lamps")}, World::Retries("FAILED", 1));
  world.Update("lamp", "j", "FAILED");
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(Executions(), 2);
  Leave();
  world.Heard();
  Join();
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#3 QUEUED"));
  const json newest = world.Listed("lamp")[0]["jobExecutionSummary"];
  EXPECT_EQ(newest["retryAttempt"], 0);
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 4) << "retries begin anew";
}

TEST_F(Membership, ThingThatRejoinsAfterItsRemovalIsQueuedUnderTheNextNumber) {
  Join();
  CreateContinuousJob();
  Leave();
  Join();
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 2);
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
}

TEST_F(Membership, ThingThatRejoinsWhileInProgressGoesOn) {
  Join();
  CreateContinuousJob();
  world.Start("lamp");
  Leave();
  world.Heard();
  Join();
  EXPECT_EQ(Executions(), 1);
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Membership, ThingThatIsAddedAgainIsNotQueuedAgain) {
  Join();
  CreateContinuousJob();
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  Join();
  EXPECT_EQ(Executions(), 1);
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Membership, ThingThatJoinsASecondTargetGroupAfterItsEndIsQueuedAgain) {
  Join("lamps");
  CreateContinuousJob({World::Group("lamps"), World::Group("kitchen")});
  world.Update("lamp", "j", "SUCCEEDED");
  Join("kitchen");
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 2);
}

TEST_F(Membership, ThingThatLeavesOneOfTwoTargetGroupsStaysQueued) {
  Join("lamps");
  Join("kitchen");
  CreateContinuousJob({World::Group("lamps"), World::Group("kitchen")});
  world.Heard();
  Leave("lamps");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
  EXPECT_THAT(world.Heard(), IsEmpty());
  Leave("kitchen");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "REMOVED");
}

TEST_F(Membership, ThingThatIsAlsoATargetItselfStaysQueued) {
  Join();
  CreateContinuousJob({World::Group("lamps"), World::Thing("lamp")});
  EXPECT_EQ(Executions(), 1);
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
}

TEST_F(Membership, SnapshotIsBlindToIt) {
  Join();
  world.CreateJob("j", {World::Group("lamps")});
  world.CreateThing("late");
  world.Call("AddThingToThingGroup", {{"thingName", "late"}, {"thingGroupName", "lamps"}});
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
  EXPECT_THAT(world.Listed("late"), IsEmpty());
}

TEST_F(Membership, CanceledJobTakesNobodyIn) {
  CreateContinuousJob();
  world.Call("CancelJob", {{"jobId", "j"}});
  Join();
  EXPECT_EQ(Executions(), 0);
}

}  // namespace
}  // namespace server
