#include "server/waits/waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "server/journal/clients/connections.h"
#include "server/waits/conditions.h"
#include "tests/server/world.h"

namespace server {
namespace {

using engine::ExecutionStatus;
using engine::JobStatus;
using testing::HasSubstr;

class WaitsTest : public testing::Test {
 protected:
  WaitsTest() {
    world.service.OnCommitted(
        [this](const Committed& committed) { connections.Record(committed); });
    world.CreateThing("lamp");
    world.CreateThing("fan");
    world.CreateJob("update", {World::Thing("lamp")});
  }

  void Wait(SharedCondition condition,
            std::chrono::milliseconds timeout = std::chrono::hours(1)) {
    outcome.reset();
    waits.Add(waits.NewNumber(), std::move(condition), timeout,
              [this](const Waits::Outcome& told) { outcome = told; });
  }

  void WaitFor(ExecutionStatus status) {
    Wait(ExecutionsAre({.thing = "lamp", .job = "update", .statuses = {status}},
                       world.journal.last_heard()));
  }

  // "waits", "holds: ...", "never: ..." or "refused: ...".
  std::string Outcome() {
    io.restart();
    io.poll();
    if (!outcome) return "waits";
    try {
      if (outcome->problem) std::rethrow_exception(outcome->problem);
    } catch (const engine::Error& error) {
      return std::string("refused: ") + error.what();
    }
    const Verdict& verdict = outcome->verdict;
    return (verdict.holds ? "holds: " : verdict.ever ? "not yet: " : "never: ") + verdict.text;
  }

  std::string Now(SharedCondition condition) {
    Wait(std::move(condition), std::chrono::milliseconds{0});
    return Outcome();
  }

  void Publish(const std::string& topic) {
    world.journal.Add(world.service.Now(), MessageEntry{.topic = topic});
  }

  World world;
  Connections connections;
  boost::asio::io_context io{1};
  Waits waits{io, world.service, world.journal};
  std::optional<Waits::Outcome> outcome;
};

TEST_F(WaitsTest, AnExecutionIsWaitedForUntilItIsAsWanted) {
  WaitFor(ExecutionStatus::kSucceeded);
  EXPECT_EQ(Outcome(), "waits");
  world.Start("lamp");
  EXPECT_EQ(Outcome(), "waits");
  world.Update("lamp", "update", "SUCCEEDED");
  EXPECT_EQ(Outcome(),
            "holds: execution 1 of job update on lamp is SUCCEEDED since 2026-01-01T12:00:00Z");
  EXPECT_EQ(outcome->verdict.nearest["executionNumber"], 1);
  EXPECT_EQ(waits.count(), 0u);
}

TEST_F(WaitsTest, WhatIsOverAtOnceCountsAsWell) {
  WaitFor(ExecutionStatus::kInProgress);
  world.Start("lamp");
  world.Update("lamp", "update", "FAILED");
  EXPECT_THAT(Outcome(), HasSubstr("holds: execution 1 of job update on lamp is IN_PROGRESS"));
}

TEST_F(WaitsTest, WhatHasEndedOtherwiseIsToldAtOnce) {
  WaitFor(ExecutionStatus::kSucceeded);
  world.Update("lamp", "update", "FAILED");
  EXPECT_EQ(Outcome(),
            "never: execution 1 of job update on lamp is FAILED since 2026-01-01T12:00:00Z, "
            "which is its end");
}

TEST_F(WaitsTest, WhatIsTriedAgainIsWaitedForStill) {
  world.CreateJob("again", {World::Thing("lamp")}, World::Retries("FAILED", 1));
  Wait(ExecutionsAre(
      {.thing = "lamp", .job = "again", .statuses = {ExecutionStatus::kSucceeded}},
      world.journal.last_heard()));
  world.Update("lamp", "again", "FAILED");
  EXPECT_EQ(Outcome(), "waits");
  world.Update("lamp", "again", "SUCCEEDED");
  EXPECT_THAT(Outcome(), HasSubstr("holds: execution 2 of job again on lamp"));
}

TEST_F(WaitsTest, TheDevicesLastRequestIsToldWithWhatIsMissing) {
  WaitFor(ExecutionStatus::kSucceeded);
  waits.GiveUp(1);
  EXPECT_EQ(Outcome(),
            "not yet: execution 1 of job update on lamp is QUEUED since 2026-01-01T12:00:00Z "
            "(version 1); its device has asked for nothing");
  world.Start("lamp");
  world.DeviceRefusal("UpdateJobExecution", {{"thingName", "lamp"},
                                             {"jobId", "update"},
                                             {"status", "SUCCEEDED"},
                                             {"expectedVersion", 7}});
  WaitFor(ExecutionStatus::kSucceeded);
  waits.GiveUp(2);
  EXPECT_THAT(Outcome(),
              HasSubstr("is IN_PROGRESS since 2026-01-01T12:00:00Z (version 2); the "
                        "last request of its device was UpdateJobExecution over HTTP "
                        "at 2026-01-01T12:00:00Z, refused, "));
}

TEST_F(WaitsTest, WhatIsNotThereIsNotWaitedFor) {
  const auto& heard = world.journal.last_heard();
  const std::vector<ExecutionStatus> statuses{ExecutionStatus::kQueued};
  Wait(ExecutionsAre({.thing = "lapm", .job = "update", .statuses = statuses}, heard));
  EXPECT_THAT(Outcome(), HasSubstr("refused: Thing lapm"));
  Wait(ExecutionsAre({.thing = "lamp", .job = "updaet", .statuses = statuses}, heard));
  EXPECT_THAT(Outcome(), HasSubstr("refused: Job updaet"));
  Wait(JobIs("updaet", {JobStatus::kCompleted}));
  EXPECT_THAT(Outcome(), HasSubstr("refused: Job updaet"));
  Wait(ConnectionIs({.thing = "lapm"}, connections, world.journal));
  EXPECT_THAT(Outcome(), HasSubstr("refused: Thing lapm"));
  Wait(ExecutionsAre({.thing = "fan", .job = "update", .statuses = statuses}, heard));
  EXPECT_EQ(
      Outcome(),
      "never: job update has no execution on fan, and is IN_PROGRESS; the thing is not among "
      "its targets");
}

TEST_F(WaitsTest, WhatIsDeletedMeanwhileEndsTheWait) {
  WaitFor(ExecutionStatus::kSucceeded);
  world.Call("DeleteJob", {{"jobId", "update"}, {"force", true}});
  EXPECT_THAT(Outcome(), HasSubstr("refused: Job update cannot be found"));
}

TEST_F(WaitsTest, ExecutionsOfAJobOrOfAThingAreCounted) {
  world.CreateJob("both", {World::Thing("lamp"), World::Thing("fan")});
  const auto& heard = world.journal.last_heard();
  const WantedExecutions of_job{
      .job = "both", .statuses = {ExecutionStatus::kSucceeded}, .count = 2};
  Wait(ExecutionsAre(of_job, heard));
  world.Update("fan", "both", "SUCCEEDED");
  EXPECT_EQ(Outcome(), "waits");
  EXPECT_THAT(Now(ExecutionsAre(of_job, heard)), HasSubstr("not yet: 1 of 2 executions; "));
  Wait(ExecutionsAre(of_job, heard));
  world.Update("lamp", "both", "SUCCEEDED");
  EXPECT_THAT(Outcome(), HasSubstr("holds: 2 executions"));
  EXPECT_THAT(
      Now(ExecutionsAre({.thing = "lamp", .statuses = {ExecutionStatus::kQueued}}, heard)),
      HasSubstr("holds: execution 1 of job update on lamp"));
}

TEST_F(WaitsTest, AJobIsWaitedFor) {
  Wait(JobIs("update", {JobStatus::kCompleted}));
  EXPECT_EQ(Outcome(), "waits");
  EXPECT_EQ(Now(JobIs("update", {JobStatus::kCompleted})),
            "not yet: job update is IN_PROGRESS, last changed at 2026-01-01T12:00:00Z; its "
            "executions: 1 QUEUED");
  Wait(JobIs("update", {JobStatus::kCompleted}));
  world.Update("lamp", "update", "SUCCEEDED");
  EXPECT_THAT(Outcome(), HasSubstr("holds: job update was COMPLETED at 2026-01-01T12:00:00Z"));
  EXPECT_THAT(Now(JobIs("update", {JobStatus::kCanceled})), HasSubstr("never: job update is"));
}

TEST_F(WaitsTest, MessagesAreCountedByFilterAlsoThoseOfBefore) {
  Publish("a/b");
  Wait(MessagesCame({.filter = "a/+", .count = 2}, world.journal));
  EXPECT_EQ(Outcome(), "waits");
  Publish("a/b/c");
  EXPECT_EQ(Outcome(), "waits");
  Publish("a/c");
  EXPECT_EQ(Outcome(),
            "holds: messages: 2 of 2 on a/+, the last on a/c at 2026-01-01T12:00:00Z");
  EXPECT_THAT(
      Now(MessagesCame({.filter = "a/#", .since = world.journal.count()}, world.journal)),
      HasSubstr("not yet: messages: 0 of 1 on a/#"));
}

TEST_F(WaitsTest, TheNearestTopicIsToldWhereNoneIsRight) {
  Publish("$aws/things/lamp/jobs/notify");
  Publish("other");
  EXPECT_THAT(Now(MessagesCame({.filter = "$aws/things/lamp/job/notify"}, world.journal)),
              HasSubstr("the nearest was on $aws/things/lamp/jobs/notify at"));
}

TEST_F(WaitsTest, AConnectionIsWaitedForBothWays) {
  Wait(ConnectionIs({.thing = "lamp"}, connections, world.journal));
  EXPECT_EQ(Outcome(), "waits");
  world.Connect("lamp");
  EXPECT_EQ(Outcome(), "holds: client lamp is connected since 2026-01-01T12:00:00Z");
  EXPECT_THAT(Now(ConnectionIs({.client = "lmap"}, connections, world.journal)),
              HasSubstr("not yet: client lmap is not connected; client lamp is"));
  Wait(ConnectionIs({.client = "lamp", .connected = false}, connections, world.journal));
  EXPECT_EQ(Outcome(), "waits");
  world.Disconnect("lamp");
  EXPECT_THAT(Outcome(), HasSubstr("holds: client lamp is not connected since"));
  EXPECT_THAT(Outcome(), HasSubstr("CONNECTION_LOST"));
}

TEST_F(WaitsTest, SettledMeansThatTheBrokerHasAllMessages) {
  std::size_t under_way = 2;
  const auto settled = IsSettled(world.service, [&] { return under_way; });
  EXPECT_EQ(Now(settled), "not yet: 2 messages on the way to the broker");
  Wait(settled);
  EXPECT_EQ(Outcome(), "waits");
  under_way = 0;
  io.restart();
  while (!outcome) io.run_one();
  EXPECT_EQ(Outcome(), "holds: nothing is due, and nothing is under way");
}

TEST_F(WaitsTest, TheTimeIsUpByTheSystemsClock) {
  Wait(JobIs("update", {JobStatus::kCompleted}), std::chrono::milliseconds{1});
  io.restart();
  while (!outcome) io.run_one();
  EXPECT_THAT(Outcome(), HasSubstr("not yet: job update is IN_PROGRESS"));
}

TEST_F(WaitsTest, TooManyAreRefused) {
  for (std::size_t i = 0; i < Waits::kMost; ++i) WaitFor(ExecutionStatus::kSucceeded);
  EXPECT_EQ(Outcome(), "waits");
  WaitFor(ExecutionStatus::kSucceeded);
  EXPECT_THAT(Outcome(), HasSubstr("refused: 1000 others wait"));
}

}  // namespace
}  // namespace server
