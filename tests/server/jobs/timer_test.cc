#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Timer : public testing::Test {
 protected:
  explicit Timer(const json& members = World::Timeout(20)) {
    world.CreateThing("lamp");
    world.CreateJob("j", {World::Thing("lamp")}, members);
    world.Heard();
  }

  json Report(const json& members = json::object()) {
    return world.Update("lamp", "j", "IN_PROGRESS", members);
  }

  json Left() {
    return world.Execution("lamp", "j").value("approximateSecondsBeforeTimedOut", -1);
  }

  json Status() { return world.Execution("lamp", "j")["status"]; }

  World world;
};

TEST_F(Timer, EndsAnExecutionThatIsInProgressTooLong) {
  world.Start("lamp");
  EXPECT_EQ(Left(), 1200);
  world.Advance(minutes{20} - milliseconds{1});
  EXPECT_EQ(Status(), "IN_PROGRESS");
  world.Advance(milliseconds{1});
  EXPECT_EQ(Status(), "TIMED_OUT");
  EXPECT_EQ(world.Execution("lamp", "j")["versionNumber"], 3);
  EXPECT_EQ(Left(), -1);
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfTimedOutThings"], 1);
}

TEST_F(Timer, FiresAtItsOwnInstantHoweverLongTheJump) {
  world.Start("lamp");
  world.Advance(std::chrono::hours{48});
  const json execution = world.Execution("lamp", "j");
  EXPECT_EQ(execution["lastUpdatedAt"].get<double>() - execution["startedAt"].get<double>(),
            1200);
  ASSERT_EQ(world.sent.size(), 2U);
  EXPECT_EQ(world.sent[0].payload["timestamp"], execution["lastUpdatedAt"]);
}

TEST_F(Timer, NeverRunsForAQueuedExecution) {
  world.Advance(std::chrono::hours{24 * 30});
  EXPECT_EQ(Status(), "QUEUED");
  EXPECT_EQ(Left(), -1);
}

// AWS's own example.
TEST_F(Timer, OfTwentyMinutesWithStepsOf7At5And5At10And9At13EndsAt20) {
  world.Start("lamp");
  world.Advance(minutes{5});
  Report({{"stepTimeoutInMinutes", 7}});
  EXPECT_EQ(Left(), 7 * 60);
  world.Advance(minutes{5});
  Report({{"stepTimeoutInMinutes", 5}});
  EXPECT_EQ(Left(), 5 * 60);
  world.Advance(minutes{3});
  Report({{"stepTimeoutInMinutes", 9}});
  EXPECT_EQ(Left(), 7 * 60);
  world.Advance(minutes{7} - milliseconds{1});
  EXPECT_EQ(Status(), "IN_PROGRESS");
  world.Advance(milliseconds{1});
  EXPECT_EQ(Status(), "TIMED_OUT");
}

TEST_F(Timer, OfAStepEndsTheExecution) {
  world.Start("lamp");
  Report({{"stepTimeoutInMinutes", 2}});
  world.Advance(minutes{2});
  EXPECT_EQ(Status(), "TIMED_OUT");
}

TEST_F(Timer, OfAStepIsRemovedByMinusOne) {
  world.Start("lamp");
  Report({{"stepTimeoutInMinutes", 2}});
  Report({{"stepTimeoutInMinutes", -1}});
  world.Advance(minutes{19});
  EXPECT_EQ(Status(), "IN_PROGRESS");
}

TEST_F(Timer, OfAStepRunsOnWhenAReportDoesNotNameIt) {
  world.Start("lamp");
  Report({{"stepTimeoutInMinutes", 2}});
  world.Advance(minutes{1});
  Report();
  world.Advance(minutes{1});
  EXPECT_EQ(Status(), "TIMED_OUT");
}

TEST_F(Timer, OfAStepMayBeginWithStartNext) {
  world.Device("StartNextPendingJobExecution",
               {{"thingName", "lamp"}, {"stepTimeoutInMinutes", 3}});
  EXPECT_EQ(Left(), 180);
}

TEST_F(Timer, StopsWhenTheExecutionEnds) {
  world.Start("lamp");
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  world.Advance(minutes{30});
  EXPECT_EQ(Status(), "SUCCEEDED");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Timer, HasFiredBeforeAReportOfTheSameInstant) {
  world.Start("lamp");
  world.Advance(minutes{20});
  EXPECT_EQ(world
                .DeviceRefusal("UpdateJobExecution",
                               {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "SUCCEEDED"}})
                .substr(0, 22),
            "InvalidStateTransition");
}

TEST_F(Timer, OfACanceledJobStillRunsForWhatIsInProgress) {
  world.Start("lamp");
  world.Call("CancelJob", {{"jobId", "j"}});
  world.Advance(minutes{20});
  EXPECT_EQ(Status(), "TIMED_OUT");
}

TEST(Timers, FireInTheOrderOfTheirInstants) {
  World world;
  for (const char* thing : {"slow", "fast"}) {
    world.CreateThing(thing);
    world.CreateJob(thing, {World::Thing(thing)}, World::Timeout(thing[0] == 's' ? 20 : 10));
    world.Start(thing);
  }
  world.Heard();
  world.Advance(minutes{60});
  EXPECT_THAT(world.Heard(), ElementsAre("fast notify", "fast notify-next", "slow notify",
                                         "slow notify-next"));
}

}  // namespace
}  // namespace server
