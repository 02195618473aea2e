#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::minutes;
using testing::ElementsAre;

json Merged(json a, const json& b) {
  a.update(b);
  return a;
}

TEST(Retry, FailedExecutionIsQueuedAgainUnderANewNumber) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 1));
  world.Start("lamp");
  world.Heard();
  world.Update("lamp", "j", "FAILED", {{"statusDetails", {{"why", "low battery"}}}});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#2 QUEUED"));
  const json again = world.Execution("lamp", "j");
  EXPECT_EQ(again["versionNumber"], 1);
  EXPECT_EQ(again["statusDetails"]["detailsMap"], json::object());
  EXPECT_EQ(world.Listed("lamp")[0]["jobExecutionSummary"]["retryAttempt"], 1);
  EXPECT_EQ(world.Listed("lamp")[1]["jobExecutionSummary"]["status"], "FAILED");
}

TEST(Retry, TimedOutExecutionIsQueuedAgainUnderANewNumber) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")},
                  Merged(World::Retries("TIMED_OUT", 1), World::Timeout(60)));
  world.Start("lamp");
  world.Heard();
  world.Advance(minutes{61});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#2 QUEUED"));
}

TEST(Retry, ThreeFailuresOfOneThingCountThree) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS") << "retries remain";
    world.Update("lamp", "j", "FAILED");
  }
  const json details = world.Job("j")["jobProcessDetails"];
  EXPECT_EQ(details["numberOfFailedThings"], 3);
  EXPECT_EQ(details["numberOfQueuedThings"], 0);
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

TEST(Retry, ThingThatIsGoneIsNotTriedAgain) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")},
                  Merged(World::Retries("TIMED_OUT", 3), World::Timeout(5)));
  world.Start("lamp");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  world.Advance(minutes{5});
  const json counts = world.Job("j")["jobProcessDetails"];
  EXPECT_EQ(counts["numberOfTimedOutThings"], 1);
  EXPECT_EQ(counts["numberOfQueuedThings"], 0);
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

TEST(Retry, EndsAtSuccess) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("ALL", 10));
  world.Update("lamp", "j", "FAILED");
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
  EXPECT_EQ(world.Listed("lamp").size(), 2U);
}

TEST(Retry, RejectedAndCanceledExecutionsAreNotTriedAgain) {
  World world;
  for (const char* thing : {"lamp", "fan"}) world.CreateThing(thing);
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")}, World::Retries("ALL", 5));
  world.Update("lamp", "j", "REJECTED");
  world.Call("CancelJobExecution", {{"thingName", "fan"}, {"jobId", "j"}});
  EXPECT_EQ(world.Listed("lamp").size(), 1U);
  EXPECT_EQ(world.Listed("fan").size(), 1U);
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

TEST(Retry, ComesBehindWhatHasWaitedLonger) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 1));
  world.Advance(minutes{1});
  world.CreateJob("k", {World::Thing("lamp")});
  world.Advance(minutes{1});
  world.Heard();
  world.Update("lamp", "j", "FAILED");
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:k:j", "lamp notify-next k#1 QUEUED"));
}

TEST(Retry, EarlierAttemptIsStillDescribedByItsNumber) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 1));
  world.Update("lamp", "j", "FAILED");
  const json first =
      world.Call("DescribeJobExecution",
                 {{"thingName", "lamp"}, {"jobId", "j"}, {"executionNumber", 1}})["execution"];
  EXPECT_EQ(first["status"], "FAILED");
  EXPECT_EQ(world
                .DeviceRefusal("UpdateJobExecution", {{"thingName", "lamp"},
                                                      {"jobId", "j"},
                                                      {"status", "SUCCEEDED"},
                                                      {"executionNumber", 1}})
                .substr(0, 22),
            "InvalidStateTransition");
}

TEST(Retry, OfTimeoutsNeedsATimeoutConfig) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("TIMED_OUT", 3));
  world.Start("lamp");
  world.Advance(std::chrono::hours{24 * 30});
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "IN_PROGRESS");
  EXPECT_EQ(world.Listed("lamp").size(), 1U);
}

}  // namespace
}  // namespace server
