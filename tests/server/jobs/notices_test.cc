// The notification table, a test a row, and the order of a pending list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class Notices : public testing::Test {
 protected:
  Notices() { world.CreateThing("lamp"); }

  // Jobs for the lamp, a minute apart.
  void Queue(const std::vector<std::string>& jobs, const json& members = json::object()) {
    for (const std::string& job : jobs) {
      world.CreateJob(job, {World::Thing("lamp")}, members);
      world.Advance(minutes{1});
    }
  }

  void Cancel(const char* job) {
    world.Call("CancelJobExecution", {{"thingName", "lamp"}, {"jobId", job}, {"force", true}});
  }

  World world;
};

TEST_F(Notices, QueuedIntoAnEmptyList) {
  Queue({"a"});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:a", "lamp notify-next a#1 QUEUED"));
}

TEST_F(Notices, QueuedBehindOthers) {
  Queue({"a"});
  world.Heard();
  Queue({"b"});
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify QUEUED:a:b"));
}

TEST_F(Notices, FrontStarts) {
  Queue({"a", "b"});
  world.Heard();
  world.Start("lamp");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Notices, FrontIsReportedInProgressStraightAway) {
  Queue({"a", "b"});
  world.Heard();
  world.Update("lamp", "a", "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Notices, AnotherStartsAndBecomesFront) {
  Queue({"a", "b"});
  world.Heard();
  world.Update("lamp", "b", "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify-next b#1 IN_PROGRESS"));
}

TEST_F(Notices, AnotherStartsThatWasQueuedBeforeTheFront) {
  Queue({"a", "b"});
  world.Update("lamp", "b", "IN_PROGRESS");
  world.Heard();
  world.Update("lamp", "a", "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify-next a#1 IN_PROGRESS"));
}

TEST_F(Notices, AnotherStartsBehindTheFront) {
  Queue({"a", "b"});
  world.Start("lamp");
  world.Heard();
  world.Update("lamp", "b", "IN_PROGRESS");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Notices, InProgressIsReportedAgain) {
  Queue({"a"});
  world.Start("lamp");
  world.Heard();
  world.Update("lamp", "a", "IN_PROGRESS", {{"statusDetails", {{"step", "2"}}}});
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Notices, FrontEnds) {
  for (const char* end : {"SUCCEEDED", "FAILED", "REJECTED"}) {
    World other;
    other.CreateThing("lamp");
    other.CreateJob("a", {World::Thing("lamp")});
    other.CreateJob("b", {World::Thing("lamp")});
    other.Start("lamp");
    other.Heard();
    other.Update("lamp", "a", end);
    EXPECT_THAT(other.Heard(),
                ElementsAre("lamp notify QUEUED:b", "lamp notify-next b#1 QUEUED"))
        << end;
  }
}

TEST_F(Notices, FrontIsCanceled) {
  Queue({"a", "b"});
  world.Start("lamp");
  world.Heard();
  Cancel("a");
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:b", "lamp notify-next b#1 QUEUED"));
}

TEST_F(Notices, FrontIsDeleted) {
  Queue({"a", "b"});
  world.Heard();
  world.Call("DeleteJob", {{"jobId", "a"}, {"force", true}});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:b", "lamp notify-next b#1 QUEUED"));
}

TEST_F(Notices, LastOneEnds) {
  Queue({"a"});
  world.Heard();
  world.Update("lamp", "a", "SUCCEEDED");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
}

TEST_F(Notices, AnotherLeavesTheList) {
  Queue({"a", "b"});
  world.Heard();
  Cancel("b");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify QUEUED:a"));
}

TEST_F(Notices, RetryReplacesTheFront) {
  Queue({"a"}, World::Retries("FAILED", 1));
  world.Heard();
  world.Update("lamp", "a", "FAILED");
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:a", "lamp notify-next a#2 QUEUED"));
}

TEST_F(Notices, RetryOfAnotherThanTheFront) {
  Queue({"a", "b"}, World::Retries("FAILED", 1));
  world.Start("lamp");
  world.Heard();
  world.Update("lamp", "b", "FAILED");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify IN_PROGRESS:a QUEUED:b"));
}

TEST_F(Notices, SeveralChangesOfOneCallAreHeardOnce) {
  world.Call("CreateThingGroup", {{"thingGroupName", "lamps"}});
  for (const char* job : {"a", "b", "c"}) {
    world.CreateJob(job, {World::Group("lamps")}, {{"targetSelection", "CONTINUOUS"}});
  }
  world.Call("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "lamps"}});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:a:b:c", "lamp notify-next a#1 QUEUED"));
}

TEST_F(Notices, NothingIsHeardWhenADeviceOnlyAsks) {
  Queue({"a"});
  world.Heard();
  world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}});
  world.Device("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "$next"}});
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Notices, PendingListHasInProgressFirstEachByQueuedAt) {
  Queue({"a", "b", "c", "d"});
  world.Update("lamp", "d", "IN_PROGRESS");
  world.Update("lamp", "b", "IN_PROGRESS");
  const json pending = world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}});
  EXPECT_EQ(pending["inProgressJobs"][0]["jobId"], "b");
  EXPECT_EQ(pending["inProgressJobs"][1]["jobId"], "d");
  EXPECT_EQ(pending["queuedJobs"][0]["jobId"], "a");
  EXPECT_EQ(pending["queuedJobs"][1]["jobId"], "c");
  EXPECT_EQ(world.Start("lamp")["execution"]["jobId"], "b");
}

TEST_F(Notices, PendingListShowsTenAndIsEmptyArraysWhenThereIsNothing) {
  EXPECT_EQ(world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}}),
            json({{"inProgressJobs", json::array()}, {"queuedJobs", json::array()}}));
  for (int i = 0; i < 12; ++i) Queue({"j" + std::to_string(i)});
  const json pending = world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}});
  EXPECT_EQ(pending["queuedJobs"].size(), 10U);
  EXPECT_EQ(world.sent.back().payload["jobs"]["QUEUED"].size(), 10U);
}

// AWS: ten are shown, those that are IN_PROGRESS before all others.
TEST_F(Notices, AListThatIsCutShowsWhatIsInProgress) {
  for (int i = 0; i < 11; ++i) {
    world.CreateJob("j" + std::to_string(i), {World::Thing("lamp")});
    world.Advance(std::chrono::seconds{1});
  }
  world.Update("lamp", "j10", "IN_PROGRESS");
  const json pending = world.Device("GetPendingJobExecutions", {{"thingName", "lamp"}});
  ASSERT_EQ(pending["inProgressJobs"].size(), 1U);
  EXPECT_EQ(pending["inProgressJobs"][0]["jobId"], "j10");
  EXPECT_EQ(pending["queuedJobs"].size(), 9U);
}

}  // namespace
}  // namespace server
