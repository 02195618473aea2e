#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

void CreateGroup(World& world, const std::string& name, const std::string& parent = "") {
  json input = {{"thingGroupName", name}};
  if (!parent.empty()) input["parentGroupName"] = parent;
  world.Call("CreateThingGroup", input);
}

json Place(const std::string& thing, const std::string& group) {
  return {{"thingName", thing}, {"thingGroupName", group}};
}

TEST(ThingGroup, ReachesThingsOfItsDescendants) {
  World world;
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  CreateGroup(world, "shelf", "kitchen");
  world.CreateThing("lamp");
  world.Call("AddThingToThingGroup", Place("lamp", "shelf"));
  world.CreateJob("snapshot", {World::Group("house")});
  EXPECT_EQ(world.Execution("lamp", "snapshot")["status"], "QUEUED");

  world.CreateJob("continuous", {World::Group("house")}, {{"targetSelection", "CONTINUOUS"}});
  world.CreateThing("late");
  world.Call("AddThingToThingGroup", Place("late", "shelf"));
  EXPECT_EQ(world.Execution("late", "continuous")["status"], "QUEUED");
  world.Call("RemoveThingFromThingGroup", Place("late", "shelf"));
  EXPECT_EQ(world.Execution("late", "continuous")["status"], "REMOVED");
}

TEST(ThingGroup, DoesNotReachThingsOfItsAncestors) {
  World world;
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  world.CreateThing("lamp");
  world.Call("AddThingToThingGroup", Place("lamp", "house"));
  world.CreateJob("j", {World::Group("kitchen")});
  EXPECT_TRUE(world.Listed("lamp").empty());
}

TEST(ThingGroup, ListsItsOwnThingsOrThoseBelowToo) {
  World world;
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  for (const char* thing : {"lamp", "oven"}) world.CreateThing(thing);
  world.Call("AddThingToThingGroup", Place("lamp", "house"));
  world.Call("AddThingToThingGroup", Place("oven", "kitchen"));
  EXPECT_EQ(world.Call("ListThingsInThingGroup", {{"thingGroupName", "house"}})["things"],
            json({"lamp"}));
  EXPECT_EQ(world.Call("ListThingsInThingGroup",
                       {{"thingGroupName", "house"}, {"recursive", true}})["things"],
            json({"lamp", "oven"}));
}

TEST(ThingGroup, DescribesItsAncestorsFromTheRoot) {
  World world;
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  CreateGroup(world, "shelf", "kitchen");
  const json metadata =
      world.Call("DescribeThingGroup", {{"thingGroupName", "shelf"}})["thingGroupMetadata"];
  EXPECT_EQ(metadata["parentGroupName"], "kitchen");
  EXPECT_EQ(metadata["rootToParentThingGroups"],
            json({{{"groupName", "house"}, {"groupArn", World::Group("house")}},
                  {{"groupName", "kitchen"}, {"groupArn", World::Group("kitchen")}}}));
}

TEST(ThingGroup, MadeAgainAlikeSucceedsAndOtherwiseIsRefused) {
  World world;
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  const auto id = world.Call("DescribeThingGroup", {{"thingGroupName", "kitchen"}});
  const auto again = world.Call("CreateThingGroup",
                                {{"thingGroupName", "kitchen"}, {"parentGroupName", "house"}});
  EXPECT_EQ(again["thingGroupId"], id["thingGroupId"]);
  EXPECT_THAT(world.Refusal("CreateThingGroup", {{"thingGroupName", "kitchen"}}),
              StartsWith("ResourceAlreadyExists"));
}

TEST(ThingGroup, IsAtMostSevenDeep) {
  World world;
  CreateGroup(world, "g1");
  for (int i = 2; i <= 7; ++i) {
    CreateGroup(world, "g" + std::to_string(i), "g" + std::to_string(i - 1));
  }
  EXPECT_THAT(
      world.Refusal("CreateThingGroup", {{"thingGroupName", "g8"}, {"parentGroupName", "g7"}}),
      StartsWith("InvalidRequest"));
}

TEST(ThingGroup, HasAtMostAHundredChildren) {
  World world;
  CreateGroup(world, "root");
  for (int i = 0; i < 100; ++i) CreateGroup(world, "child" + std::to_string(i), "root");
  EXPECT_THAT(world.Refusal("CreateThingGroup",
                            {{"thingGroupName", "more"}, {"parentGroupName", "root"}}),
              StartsWith("InvalidRequest"));
}

TEST(ThingGroup, ThingIsInAtMostTen) {
  World world;
  world.CreateThing("lamp");
  for (int i = 0; i <= 10; ++i) CreateGroup(world, "g" + std::to_string(i));
  for (int i = 0; i < 10; ++i) {
    world.Call("AddThingToThingGroup", Place("lamp", "g" + std::to_string(i)));
  }
  EXPECT_THAT(world.Refusal("AddThingToThingGroup", Place("lamp", "g10")),
              StartsWith("InvalidRequest"));
  EXPECT_EQ(world.Refusal("AddThingToThingGroup", Place("lamp", "g9")), "accepted")
      << "it is in that one already";
}

TEST(ThingGroup, ThingIsInOneOfAHierarchyOnly) {
  World world;
  world.CreateThing("lamp");
  CreateGroup(world, "house");
  CreateGroup(world, "kitchen", "house");
  CreateGroup(world, "attic", "house");
  world.Call("AddThingToThingGroup", Place("lamp", "kitchen"));
  for (const char* group : {"house", "attic"}) {
    EXPECT_THAT(world.Refusal("AddThingToThingGroup", Place("lamp", group)),
                StartsWith("InvalidRequest"))
        << group;
  }
}

TEST(ThingGroup, HasNoQuotasWhenTheyAreLifted) {
  World world({.enforce_limits = false});
  CreateGroup(world, "g1");
  for (int i = 2; i <= 8; ++i) {
    CreateGroup(world, "g" + std::to_string(i), "g" + std::to_string(i - 1));
  }
  json attributes = json::object();
  for (int i = 0; i < 51; ++i) attributes["a" + std::to_string(i)] = "x";
  world.Call("CreateThing",
             {{"thingName", "lamp"}, {"attributePayload", {{"attributes", attributes}}}});
  for (int i = 0; i <= 10; ++i) {
    CreateGroup(world, "h" + std::to_string(i));
    world.Call("AddThingToThingGroup", Place("lamp", "h" + std::to_string(i)));
  }
  world.IndexThings();
  for (int i = 0; i <= 100; ++i) {
    world.Call("CreateDynamicThingGroup", {{"thingGroupName", "d" + std::to_string(i)},
                                           {"queryString", "attributes.a50:x"}});
  }
  EXPECT_EQ(world.Call("ListThingsInThingGroup", {{"thingGroupName", "d100"}})["things"],
            json({"lamp"}));
}

TEST(ThingGroup, AndThingMayBeNamedByArn) {
  World world;
  world.CreateThing("lamp");
  CreateGroup(world, "house");
  world.Call("AddThingToThingGroup",
             {{"thingArn", World::Thing("lamp")}, {"thingGroupArn", World::Group("house")}});
  EXPECT_EQ(world.Call("ListThingsInThingGroup", {{"thingGroupName", "house"}})["things"],
            json({"lamp"}));
  EXPECT_THAT(world.Refusal("AddThingToThingGroup", {{"thingName", "lamp"}}),
              StartsWith("InvalidRequest"));
}

TEST(ThingGroup, UnknownOnesAndUnknownThingsAreNotFound) {
  World world;
  world.CreateThing("lamp");
  CreateGroup(world, "house");
  for (const char* operation : {"AddThingToThingGroup", "RemoveThingFromThingGroup"}) {
    EXPECT_THAT(world.Refusal(operation, Place("lamp", "ghost")),
                StartsWith("ResourceNotFound"));
    EXPECT_THAT(world.Refusal(operation, Place("ghost", "house")),
                StartsWith("ResourceNotFound"));
  }
  EXPECT_THAT(world.Refusal("DescribeThingGroup", {{"thingGroupName", "ghost"}}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.Refusal("CreateThingGroup",
                            {{"thingGroupName", "g"}, {"parentGroupName", "ghost"}}),
              StartsWith("InvalidRequest"));
}

}  // namespace
}  // namespace server
