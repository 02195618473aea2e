#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::StartsWith;

TEST(Thing, MadeAgainAlikeIsTheSameThing) {
  World world;
  const json input = {{"thingName", "lamp"},
                      {"attributePayload", {{"attributes", {{"floor", "2"}}}}}};
  const json first = world.Call("CreateThing", input);
  EXPECT_EQ(world.Call("CreateThing", input), first);
}

TEST(Thing, MadeAgainOtherwiseIsRefused) {
  World world;
  world.CreateThing("lamp");
  EXPECT_THAT(
      world.Refusal("CreateThing", {{"thingName", "lamp"},
                                    {"attributePayload", {{"attributes", {{"floor", "2"}}}}}}),
      StartsWith("ResourceAlreadyExists"));
}

TEST(Thing, IsDescribedAsMade) {
  World world;
  const json made = world.Call(
      "CreateThing",
      {{"thingName", "lamp"}, {"attributePayload", {{"attributes", {{"floor", "2"}}}}}});
  const json described = world.Call("DescribeThing", {{"thingName", "lamp"}});
  EXPECT_EQ(described["thingId"], made["thingId"]);
  EXPECT_EQ(described["thingArn"], World::Thing("lamp"));
  EXPECT_EQ(described["defaultClientId"], "lamp");
  EXPECT_EQ(described["attributes"], json({{"floor", "2"}}));
  EXPECT_EQ(described["version"], 1);
}

TEST(Thing, ThatDoesNotExistIsDeletedWithSuccess) {
  World world;
  EXPECT_EQ(world.Refusal("DeleteThing", {{"thingName", "ghost"}}), "accepted");
}

TEST(Thing, OfAnotherVersionIsNotDeleted) {
  World world;
  world.CreateThing("lamp");
  EXPECT_THAT(world.Refusal("DeleteThing", {{"thingName", "lamp"}, {"expectedVersion", 7}}),
              StartsWith("VersionConflict"));
  EXPECT_EQ(world.Refusal("DeleteThing", {{"thingName", "lamp"}, {"expectedVersion", 1}}),
            "accepted");
}

TEST(DeletedThing, CountsAsRemovedWhereItWasQueued) {
  World world;
  world.CreateThing("lamp");
  world.CreateThing("fan");
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")});
  world.Update("fan", "j", "SUCCEEDED");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "REMOVED");
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfRemovedThings"], 1);
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
}

TEST(DeletedThing, KeepsWhatItHasBegunAndFinished) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("done", {World::Thing("lamp")});
  world.Update("lamp", "done", "FAILED");
  world.CreateJob("begun", {World::Thing("lamp")});
  world.Start("lamp");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  EXPECT_EQ(world.Execution("lamp", "done")["status"], "FAILED");
  EXPECT_EQ(world.Execution("lamp", "begun")["status"], "IN_PROGRESS");
}

TEST(DeletedThing, IsNotRetried) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")}, World::Retries("FAILED", 3));
  world.Start("lamp");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfQueuedThings"], 0);
}

TEST(DeletedThing, LeavesItsGroups) {
  World world;
  world.CreateThing("lamp");
  world.Call("CreateThingGroup", {{"thingGroupName", "lamps"}});
  world.Call("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "lamps"}});
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  world.CreateThing("lamp");
  EXPECT_EQ(world.Call("ListThingsInThingGroup", {{"thingGroupName", "lamps"}})["things"],
            json::array());
}

TEST(DeletedThing, IsUnknownToTheDataPlane) {
  World world;
  world.CreateThing("lamp");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  EXPECT_THAT(world.DeviceRefusal("GetPendingJobExecutions", {{"thingName", "lamp"}}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.DeviceRefusal("StartNextPendingJobExecution", {{"thingName", "lamp"}}),
              StartsWith("ResourceNotFound"));
}

}  // namespace
}  // namespace server
