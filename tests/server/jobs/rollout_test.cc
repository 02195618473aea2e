#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::minutes;
using std::chrono::seconds;

void Populate(World& world, int things) {
  world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < things; ++i) {
    const std::string thing = "t" + std::to_string(i);
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
  }
}

json Queued(World& world) {
  return world.Job("j")["jobProcessDetails"]["numberOfQueuedThings"];
}

TEST(Rollout, ReleasesAThousandThingsAMinute) {
  World world;
  Populate(world, 1500);
  world.CreateJob("j", {World::Group("all")});
  EXPECT_EQ(Queued(world), 1000);
  EXPECT_EQ(world.sent.size(), 2000U) << "notify and notify-next each";
  EXPECT_EQ(world.Job("j")["isConcurrent"], true);
  world.Advance(seconds{59});
  EXPECT_EQ(Queued(world), 1000);
  world.Advance(seconds{1});
  EXPECT_EQ(Queued(world), 1500);
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  EXPECT_FALSE(world.Job("j")["jobProcessDetails"].contains("processingTargets"));
}

TEST(Rollout, JobIsNotCompleteBeforeItsRolloutIs) {
  World world;
  Populate(world, 1001);
  world.CreateJob("j", {World::Group("all")});
  for (int i = 0; i < 1001; ++i) {
    const std::string thing = "t" + std::to_string(i);
    if (!world.Listed(thing).empty()) world.Update(thing, "j", "SUCCEEDED");
  }
  EXPECT_EQ(Queued(world), 0);
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 1);
}

TEST(Rollout, ThingThatJoinsAContinuousJobDoesNotWaitForIt) {
  World world;
  Populate(world, 1500);
  world.CreateJob("j", {World::Group("all")}, {{"targetSelection", "CONTINUOUS"}});
  world.CreateThing("late");
  world.Call("AddThingToThingGroup", {{"thingName", "late"}, {"thingGroupName", "all"}});
  EXPECT_EQ(Queued(world), 1001);
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 1501);
}

TEST(Rollout, ThingThatLeavesBeforeItsTurnIsNeverQueued) {
  World world;
  Populate(world, 1001);
  world.CreateJob("j", {World::Group("all")}, {{"targetSelection", "CONTINUOUS"}});
  std::string waiting;
  for (int i = 0; i < 1001 && waiting.empty(); ++i) {
    const std::string thing = "t" + std::to_string(i);
    if (world.Listed(thing).empty()) waiting = thing;
  }
  world.Call("RemoveThingFromThingGroup", {{"thingName", waiting}, {"thingGroupName", "all"}});
  world.Advance(minutes{1});
  EXPECT_TRUE(world.Listed(waiting).empty());
  EXPECT_EQ(Queued(world), 1000);
}

TEST(Rollout, ThingDeletedBeforeItsTurnIsNeverQueued) {
  World world;
  Populate(world, 1001);
  world.CreateJob("j", {World::Group("all")});
  std::string waiting;
  for (int i = 0; i < 1001 && waiting.empty(); ++i) {
    const std::string thing = "t" + std::to_string(i);
    if (world.Listed(thing).empty()) waiting = thing;
  }
  world.Call("DeleteThing", {{"thingName", waiting}});
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 1000);
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
}

TEST(Rollout, ThingMadeAgainUnderTheNameOfADeletedOneIsNotReached) {
  World world;
  world.CreateThing("a");
  world.CreateThing("b");
  world.CreateJob("j", {World::Thing("a"), World::Thing("b")},
                  {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}});
  world.Call("DeleteThing", {{"thingName", "b"}});
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
  world.CreateThing("b");
  world.Advance(minutes{1});
  EXPECT_THAT(world.Listed("b"), testing::IsEmpty());
}

json Exponential(const char* criterion, int step) {
  return {{"jobExecutionsRolloutConfig",
           {{"maximumPerMinute", 1000},
            {"exponentialRate",
             {{"baseRatePerMinute", 5},
              {"incrementFactor", 2},
              {"rateIncreaseCriteria", {{criterion, step}}}}}}}};
}

TEST(Rollout, MaximumPerMinuteIsThePace) {
  World world;
  Populate(world, 25);
  world.CreateJob("j", {World::Group("all")},
                  {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 10}}}});
  for (const int queued : {10, 20, 25}) {
    EXPECT_EQ(Queued(world), queued);
    world.Advance(minutes{1});
  }
}

TEST(Rollout, GrowsWithEachMultipleOfTheThingsNotified) {
  World world;
  Populate(world, 100);
  world.CreateJob("j", {World::Group("all")}, Exponential("numberOfNotifiedThings", 10));
  for (const int queued : {5, 10, 20, 40, 100}) {
    EXPECT_EQ(Queued(world), queued);
    world.Advance(minutes{1});
  }
}

TEST(Rollout, GrowsWithTheThingsThatSucceeded) {
  World world;
  Populate(world, 100);
  world.CreateJob("j", {World::Group("all")}, Exponential("numberOfSucceededThings", 4));
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 10) << "nothing has succeeded";
  int succeeded = 0;
  for (int i = 0; i < 100 && succeeded < 4; ++i) {
    const std::string thing = "t" + std::to_string(i);
    if (world.Listed(thing).empty()) continue;
    world.Update(thing, "j", "SUCCEEDED");
    ++succeeded;
  }
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 16);
}

TEST(Rollout, RetriesAndLateJoinersDoNotHastenIt) {
  World world;
  Populate(world, 30);
  json members = Exponential("numberOfNotifiedThings", 6);
  members.update(World::Retries("FAILED", 1));
  members["targetSelection"] = "CONTINUOUS";
  world.CreateJob("j", {World::Group("all")}, members);
  world.Update("t0", "j", "FAILED");
  world.CreateThing("late");
  world.Call("AddThingToThingGroup", {{"thingName", "late"}, {"thingGroupName", "all"}});
  EXPECT_EQ(Queued(world), 6) << "five, of which one twice, and one that joined";
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 11);
}

TEST(Rollout, UpdatedPaceHoldsFromTheNextMinuteOn) {
  World world;
  Populate(world, 30);
  world.CreateJob("j", {World::Group("all")},
                  {{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}});
  world.Call("UpdateJob",
             {{"jobId", "j"}, {"jobExecutionsRolloutConfig", {{"maximumPerMinute", 20}}}});
  EXPECT_EQ(Queued(world), 1);
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 21);
}

TEST(Rollout, IsWholeAtOnceWhenAskedTo) {
  World world(Settings{.immediate_rollout = true});
  Populate(world, 2500);
  world.CreateJob("j", {World::Group("all")});
  EXPECT_EQ(Queued(world), 2500);
  EXPECT_EQ(world.Job("j")["isConcurrent"], false);
}

TEST(Rollout, ReachesAThingOnceHoweverManyTargetsHoldIt) {
  World world;
  Populate(world, 2);
  world.CreateJob("j", {World::Group("all"), World::Thing("t0"), World::Thing("t0")});
  EXPECT_EQ(Queued(world), 2);
}

// AWS: samples have maximumPerMinute inside exponentialRate, where it is no member.
TEST(Rollout, MaximumPerMinuteInsideExponentialRateIsNone) {
  World world;
  Populate(world, 100);
  json members = Exponential("numberOfNotifiedThings", 10);
  json& config = members["jobExecutionsRolloutConfig"];
  config.erase("maximumPerMinute");
  config["exponentialRate"]["maximumPerMinute"] = 6;
  world.CreateJob("j", {World::Group("all")}, members);
  for (const int queued : {5, 10, 20, 40}) {
    EXPECT_EQ(Queued(world), queued);
    world.Advance(minutes{1});
  }
}

// AWS: samples have both criteria, of which one may be given.
TEST(Rollout, BothIncreaseCriteriaAreRefused) {
  World world;
  Populate(world, 1);
  json members = Exponential("numberOfNotifiedThings", 10);
  members["jobExecutionsRolloutConfig"]["exponentialRate"]["rateIncreaseCriteria"]
         ["numberOfSucceededThings"] = 5;
  members.update({{"jobId", "j"}, {"targets", {World::Group("all")}}, {"document", "{}"}});
  EXPECT_EQ(world.Refusal("CreateJob", members),
            "InvalidRequest: Provide only one of NumberOfNotifiedThings or "
            "NumberOfSucceededThings when RateIncreaseCriteria is defined");
}

}  // namespace
}  // namespace server
