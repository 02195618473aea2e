// The membership table of continuous jobs, a test a row, over each kind of group.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;

// How a thing becomes a member of a target group: as that of a static group, of a static group
// below it, or by meeting a dynamic group's query.
enum class Kind { kStatic, kNested, kDynamic };

class Membership : public testing::TestWithParam<Kind> {
 protected:
  Membership() {
    if (GetParam() == Kind::kDynamic) world.IndexThings();
    for (const std::string group : {"lamps", "kitchen"}) {
      if (GetParam() == Kind::kDynamic) {
        world.Call("CreateDynamicThingGroup",
                   {{"thingGroupName", group}, {"queryString", "attributes." + group + ":in"}});
        continue;
      }
      world.Call("CreateThingGroup", {{"thingGroupName", group}});
      if (GetParam() == Kind::kNested) {
        world.Call("CreateThingGroup",
                   {{"thingGroupName", group + "-inner"}, {"parentGroupName", group}});
      }
    }
    world.CreateThing("lamp");
  }

  void Join(const std::string& group = "lamps", const std::string& thing = "lamp") {
    Move(true, group, thing);
  }

  void Leave(const std::string& group = "lamps") { Move(false, group, "lamp"); }

  void Move(bool in, const std::string& group, const std::string& thing) {
    if (GetParam() == Kind::kDynamic) {
      world.Call(
          "UpdateThing",
          {{"thingName", thing},
           {"attributePayload", {{"attributes", {{group, in ? "in" : ""}}}, {"merge", true}}}});
      return;
    }
    world.Call(in ? "AddThingToThingGroup" : "RemoveThingFromThingGroup",
               {{"thingName", thing},
                {"thingGroupName", GetParam() == Kind::kNested ? group + "-inner" : group}});
  }

  void CreateContinuousJob(const std::vector<std::string>& targets, json members = {}) {
    members["targetSelection"] = "CONTINUOUS";
    world.CreateJob("j", targets, std::move(members));
  }

  void CreateContinuousJob() { CreateContinuousJob({World::Group("lamps")}); }

  std::size_t Executions() { return world.Listed("lamp").size(); }

  World world;
};

std::string KindName(const testing::TestParamInfo<Kind>& info) {
  constexpr std::array<const char*, 3> kNames = {"Static", "Nested", "Dynamic"};
  return kNames[static_cast<std::size_t>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(Groups, Membership,
                         testing::Values(Kind::kStatic, Kind::kNested, Kind::kDynamic),
                         KindName);

TEST_P(Membership, ThingThatJoinsIsQueuedAtOnce) {
  CreateContinuousJob();
  EXPECT_THAT(world.Heard(), IsEmpty());
  Join();
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#1 QUEUED"));
}

TEST_P(Membership, ThingThatLeavesWhileQueuedIsRemoved) {
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

TEST_P(Membership, ThingThatLeavesWhileInProgressMayFinish) {
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

TEST_P(Membership, ThingThatLeavesLosesItsRetries) {
  Join();
  CreateContinuousJob({World::Group("lamps")}, World::Retries("FAILED", 3));
  world.Start("lamp");
  Leave();
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(Executions(), 1);
}

TEST_P(Membership, FinishedExecutionOfAThingThatLeavesIsUnchanged) {
  Join();
  CreateContinuousJob();
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "SUCCEEDED");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_P(Membership, ThingThatRejoinsAfterItsEndIsQueuedUnderTheNextNumber) {
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

TEST_P(Membership, ThingThatRejoinsAfterItsRemovalIsQueuedUnderTheNextNumber) {
  Join();
  CreateContinuousJob();
  Leave();
  Join();
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 2);
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
}

TEST_P(Membership, ThingThatRejoinsWhileInProgressGoesOn) {
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

TEST_P(Membership, ThingThatIsAddedAgainIsNotQueuedAgain) {
  Join();
  CreateContinuousJob();
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  Join();
  EXPECT_EQ(Executions(), 1);
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_P(Membership, ThingThatJoinsASecondTargetGroupAfterItsEndIsQueuedAgain) {
  Join("lamps");
  CreateContinuousJob({World::Group("lamps"), World::Group("kitchen")});
  world.Update("lamp", "j", "SUCCEEDED");
  Join("kitchen");
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 2);
}

TEST_P(Membership, ThingThatLeavesOneOfTwoTargetGroupsStaysQueued) {
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

TEST_P(Membership, ThingThatIsAlsoATargetItselfStaysQueued) {
  Join();
  CreateContinuousJob({World::Group("lamps"), World::Thing("lamp")});
  EXPECT_EQ(Executions(), 1);
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
}

TEST_P(Membership, SnapshotIsBlindToIt) {
  Join();
  world.CreateJob("j", {World::Group("lamps")});
  world.CreateThing("late");
  Join("lamps", "late");
  Leave();
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
  EXPECT_THAT(world.Listed("late"), IsEmpty());
}

TEST_P(Membership, DeletedThingIsRemovedWhileQueuedAndToldNothing) {
  Join();
  CreateContinuousJob();
  world.Heard();
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfRemovedThings"], 1);
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_P(Membership, CanceledJobTakesNobodyIn) {
  CreateContinuousJob();
  world.Call("CancelJob", {{"jobId", "j"}});
  Join();
  EXPECT_EQ(Executions(), 0);
}

}  // namespace
}  // namespace server
