#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"
#include "tests/temporary_directory.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The world's clock stands at 2026-01-01T12:00.
class ScheduleTest : public testing::Test {
 protected:
  ScheduleTest() {
    world.Call("CreateThingGroup", {{"thingGroupName", "hall"}});
    for (const char* thing : {"fan", "lamp"}) world.CreateThing(thing);
    Join("lamp");
  }

  void Join(const char* thing) {
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "hall"}});
  }

  void Leave(const char* thing) {
    world.Call("RemoveThingFromThingGroup", {{"thingName", thing}, {"thingGroupName", "hall"}});
  }

  void CreateJob(json scheduling, json more = json::object()) {
    more["schedulingConfig"] = std::move(scheduling);
    world.CreateJob("j", {World::Group("hall")}, std::move(more));
  }

  json Status() { return world.Job("j")["status"]; }

  World world;
};

const json kStart = {{"startTime", "2026-01-01T13:00"}};

json Ends(const char* behavior) {
  json config = {{"startTime", "2026-01-01T13:00"}, {"endTime", "2026-01-01T14:00"}};
  if (behavior != nullptr) config["endBehavior"] = behavior;
  return config;
}

// AWS: called a fault of the service, by who found it.
TEST_F(ScheduleTest, AListOfTheJobsOfANamedGroupLeavesThoseOutThatHaveNotStarted) {
  CreateJob({{"startTime", "2026-01-01T18:00"}});
  const std::string id =
      world.Call("DescribeThingGroup", {{"thingGroupName", "hall"}})["thingGroupId"];
  const auto listed = [&](const json& filter) {
    return world.Call("ListJobs", filter)["jobs"].size();
  };
  EXPECT_EQ(listed({{"thingGroupName", "hall"}}), 0);
  EXPECT_EQ(listed({{"thingGroupName", "hall"}, {"status", "SCHEDULED"}}), 0);
  EXPECT_EQ(listed({{"thingGroupId", id}}), 1);
  EXPECT_EQ(listed({{"status", "SCHEDULED"}}), 1);
  world.Advance(hours{6});
  EXPECT_EQ(listed({{"thingGroupName", "hall"}}), 1);
}

TEST_F(ScheduleTest, ScheduledJobIsInProgressAtStartTime) {
  CreateJob(kStart);
  EXPECT_EQ(Status(), "SCHEDULED");
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  EXPECT_EQ(world.Job("j")["schedulingConfig"], kStart);
  EXPECT_FALSE(world.Job("j").contains("scheduledJobRollouts"));
  world.Advance(minutes{59});
  EXPECT_THAT(world.Listed("lamp"), IsEmpty());
  EXPECT_THAT(world.Heard(), IsEmpty());
  world.Advance(hours{5});
  EXPECT_EQ(Status(), "IN_PROGRESS");
  EXPECT_EQ(world.Execution("lamp", "j")["queuedAt"].get<double>() -
                world.Job("j")["createdAt"].get<double>(),
            3600);
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#1 QUEUED"));
}

TEST_F(ScheduleTest, ReachesWhatItsTargetsHoldAtStartTime) {
  CreateJob(kStart);
  Join("fan");
  Leave("lamp");
  world.Advance(hours{1});
  EXPECT_THAT(world.Listed("fan"), SizeIs(1));
  EXPECT_THAT(world.Listed("lamp"), IsEmpty());
}

TEST_F(ScheduleTest, ThingThatIsGoneAtStartTimeIsNotReached) {
  world.CreateJob("j", {World::Thing("fan"), World::Thing("lamp")},
                  {{"schedulingConfig", kStart},
                   {"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}});
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  world.Advance(hours{1});
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  world.Update("fan", "j", "SUCCEEDED");
  EXPECT_EQ(Status(), "COMPLETED");
}

TEST_F(ScheduleTest, ScheduledJobMayBeCancelled) {
  CreateJob(kStart);
  world.Call("CancelJob", {{"jobId", "j"}});
  EXPECT_EQ(Status(), "CANCELED");
  world.Advance(hours{2});
  EXPECT_EQ(Status(), "CANCELED");
  EXPECT_THAT(world.Listed("lamp"), IsEmpty());
}

TEST_F(ScheduleTest, ScheduledJobMayBeUpdated) {
  CreateJob(kStart);
  EXPECT_EQ(world.Refusal("UpdateJob", {{"jobId", "j"}, {"description", "later"}}), "accepted");
  EXPECT_EQ(Status(), "SCHEDULED");
}

TEST_F(ScheduleTest, ScheduledJobIsDeletedWithForceAlone) {
  CreateJob(kStart);
  EXPECT_THAT(world.Refusal("DeleteJob", {{"jobId", "j"}}),
              testing::StartsWith("InvalidStateTransition"));
  world.Call("DeleteJob", {{"jobId", "j"}, {"force", true}});
  EXPECT_EQ(world.Refusal("DescribeJob", {{"jobId", "j"}}),
            "ResourceNotFound: Job j cannot be found.");
  world.Advance(hours{2});
}

TEST_F(ScheduleTest, StopRolloutAddsNoExecutionAfterEndTime) {
  Join("fan");
  json more = World::Retries("FAILED", 3);
  more["targetSelection"] = "CONTINUOUS";
  more["jobExecutionsRolloutConfig"] = {{"maximumPerMinute", 1}};
  world.CreateThing("late");
  CreateJob({{"endTime", "2026-01-01T12:30"}, {"endBehavior", "STOP_ROLLOUT"}}, more);
  world.Advance(minutes{30});
  EXPECT_EQ(Status(), "IN_PROGRESS");
  Join("late");
  EXPECT_THAT(world.Listed("late"), IsEmpty());
  world.Update("fan", "j", "FAILED");
  EXPECT_THAT(world.Listed("fan"), SizeIs(1)) << "not tried again";
  EXPECT_EQ(Status(), "IN_PROGRESS") << "one is QUEUED yet";
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(Status(), "COMPLETED") << "a continuous job too";
}

TEST_F(ScheduleTest, StopRolloutEndsTheRollout) {
  Join("fan");
  json more = {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}};
  world.CreateThing("z1");
  world.CreateThing("z2");
  std::vector<std::string> targets;
  for (int i = 0; i < 40; ++i) {
    const std::string thing = "t" + std::to_string(i);
    world.CreateThing(thing);
    targets.push_back(World::Thing(thing));
  }
  more["schedulingConfig"] = {{"endTime", "2026-01-01T12:30"}};
  world.CreateJob("j", targets, more);
  world.Advance(hours{1});
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfQueuedThings"], 30);
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  EXPECT_FALSE(world.Job("j")["jobProcessDetails"].contains("processingTargets"));
}

TEST_F(ScheduleTest, CancelAtEndTimeLeavesWhatIsInProgress) {
  Join("fan");
  CreateJob(Ends("CANCEL"));
  world.Advance(hours{1});
  world.Start("fan");
  world.Advance(hours{1});
  EXPECT_EQ(Status(), "CANCELED");
  EXPECT_EQ(world.Job("j")["forceCanceled"], false);
  EXPECT_EQ(world.Execution("fan", "j")["status"], "IN_PROGRESS");
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "CANCELED");
}

TEST_F(ScheduleTest, ForceCancelAtEndTimeCancelsWhatIsInProgress) {
  Join("fan");
  CreateJob(Ends("FORCE_CANCEL"));
  world.Advance(hours{1});
  world.Start("fan");
  world.Advance(hours{1});
  EXPECT_EQ(Status(), "CANCELED");
  EXPECT_EQ(world.Job("j")["forceCanceled"], true);
  EXPECT_EQ(world.Execution("fan", "j")["status"], "CANCELED");
  EXPECT_EQ(world.Execution("fan", "j")["forceCanceled"], true);
}

TEST_F(ScheduleTest, JobThatHasEndedBeforeEndTimeStaysCompleted) {
  CreateJob(Ends("CANCEL"));
  world.Advance(hours{1});
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(Status(), "COMPLETED");
  world.Advance(hours{2});
  EXPECT_EQ(Status(), "COMPLETED");
}

TEST_F(ScheduleTest, LimitsOffStartsAMinuteAhead) {
  World free(Settings{.enforce_limits = false});
  free.CreateThing("lamp");
  free.CreateJob("j", {World::Thing("lamp")},
                 {{"schedulingConfig",
                   {{"startTime", "2026-01-01T12:01"},
                    {"endTime", "2026-01-01T12:02"},
                    {"endBehavior", "CANCEL"}}}});
  EXPECT_EQ(free.Job("j")["status"], "SCHEDULED");
  free.Advance(minutes{1});
  EXPECT_EQ(free.Job("j")["status"], "IN_PROGRESS");
  free.Advance(minutes{1});
  EXPECT_EQ(free.Job("j")["status"], "CANCELED");
}

// AWS: "or concurrency limit reached then".
TEST_F(ScheduleTest, ScheduledJobIsCancelledWhenTheConcurrencyLimitIsReachedAtStartTime) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("schedule_concurrency.db");
  {
    World busy({.enforce_limits = false}, path);
    std::vector<std::string> things;
    for (const char* thing : {"t0", "t1", "t2"}) {
      busy.CreateThing(thing);
      things.push_back(World::Thing(thing));
    }
    busy.CreateJob("first", things, {{"schedulingConfig", kStart}});
    busy.Advance(minutes{59});
    busy.CreateJob("second", things,
                   {{"schedulingConfig", {{"startTime", "2026-01-01T13:02"}}}});
    for (int i = 0; i < 500; ++i) {
      busy.CreateJob("b" + std::to_string(i), things,
                     {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}});
    }
  }
  World later({}, path);
  later.Advance(minutes{1});
  EXPECT_EQ(later.Job("first")["status"], "CANCELED");
  EXPECT_EQ(later.Job("first")["reasonCode"], "CONCURRENCY_LIMIT_REACHED");
  later.Advance(minutes{2});
  EXPECT_EQ(later.Job("second")["status"], "IN_PROGRESS") << "the others have rolled out";
}

TEST_F(ScheduleTest, RestartBeforeStartTimeForgetsNothing) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("schedule_restart.db");
  {
    World before({}, path);
    before.CreateThing("lamp");
    before.CreateJob("j", {World::Thing("lamp")}, {{"schedulingConfig", kStart}});
  }
  World after({}, path);
  after.Advance(hours{1});
  EXPECT_EQ(after.Job("j")["status"], "IN_PROGRESS");
  EXPECT_THAT(after.Listed("lamp"), SizeIs(1));
}

}  // namespace
}  // namespace server
