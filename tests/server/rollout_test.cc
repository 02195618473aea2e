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

}  // namespace
}  // namespace server
