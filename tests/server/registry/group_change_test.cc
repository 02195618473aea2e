#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class Groups : public testing::Test {
 protected:
  Groups() {
    Create("house");
    Create("kitchen", "house");
    Create("attic", "house");
    Create("shelf", "kitchen");
    Create("garden");
    for (const char* thing : {"lamp", "fan"}) world.CreateThing(thing);
  }

  void Create(const std::string& name, const std::string& parent = "") {
    json input = {{"thingGroupName", name}};
    if (!parent.empty()) input["parentGroupName"] = parent;
    world.Call("CreateThingGroup", input);
  }

  void Join(const std::string& thing, const std::string& group) {
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", group}});
  }

  std::vector<std::string> Names(const char* operation, const json& input) {
    std::vector<std::string> names;
    const json answer = world.Call(operation, input);
    for (const json& group : answer["thingGroups"]) {
      EXPECT_EQ(group["groupArn"], World::Group(group["groupName"]));
      names.push_back(group["groupName"]);
    }
    return names;
  }

  std::vector<std::string> Listed(const json& input) { return Names("ListThingGroups", input); }

  std::vector<std::string> GroupsOf(const std::string& thing) {
    return Names("ListThingGroupsForThing", {{"thingName", thing}});
  }

  json Move(const std::string& thing, const std::vector<std::string>& out,
            const std::vector<std::string>& in) {
    return {{"thingName", thing}, {"thingGroupsToRemove", out}, {"thingGroupsToAdd", in}};
  }

  World world;
};

TEST_F(Groups, AreListedAllOrBelowAParent) {
  EXPECT_THAT(Listed(json::object()),
              ElementsAre("attic", "garden", "house", "kitchen", "shelf"));
  EXPECT_THAT(Listed({{"parentGroup", "house"}}), ElementsAre("attic", "kitchen"));
  EXPECT_THAT(Listed({{"parentGroup", "house"}, {"recursive", true}}),
              ElementsAre("attic", "kitchen", "shelf"));
  EXPECT_THAT(Listed({{"recursive", false}}), ElementsAre("garden", "house"));
  EXPECT_THAT(Listed({{"parentGroup", "shelf"}}), IsEmpty());
  EXPECT_THAT(world.Refusal("ListThingGroups", {{"parentGroup", "ghost"}}),
              StartsWith("ResourceNotFound"));
}

TEST_F(Groups, AreListedByThePrefixOfTheirName) {
  Create("kit_hen");
  EXPECT_THAT(Listed({{"namePrefixFilter", "kit"}}), ElementsAre("kit_hen", "kitchen"));
  EXPECT_THAT(Listed({{"namePrefixFilter", "kit_"}}), ElementsAre("kit_hen"));
  EXPECT_THAT(Listed({{"namePrefixFilter", "s"}, {"parentGroup", "house"}}), IsEmpty());
}

TEST_F(Groups, AreListedPageByPage) {
  const json first = world.Call("ListThingGroups", {{"maxResults", 3}});
  EXPECT_EQ(first["thingGroups"].size(), 3U);
  EXPECT_THAT(Listed({{"maxResults", 3}, {"nextToken", first["nextToken"]}}),
              ElementsAre("kitchen", "shelf"));
  EXPECT_EQ(world.Refusal("ListThingGroups",
                          {{"parentGroup", "house"}, {"nextToken", first["nextToken"]}}),
            "InvalidRequest: Next token is invalid.");
}

TEST_F(Groups, OfAThingAreListedWithTheirParents) {
  Join("lamp", "shelf");
  Join("lamp", "garden");
  EXPECT_THAT(GroupsOf("lamp"), ElementsAre("garden", "house", "kitchen", "shelf"));
  EXPECT_THAT(GroupsOf("fan"), IsEmpty());
  EXPECT_THAT(world.Refusal("ListThingGroupsForThing", {{"thingName", "ghost"}}),
              StartsWith("ResourceNotFound"));
}

TEST_F(Groups, ChangeTheirPropertiesAndTheirVersion) {
  const auto update = [&](const json& properties) {
    return world.Call("UpdateThingGroup",
                      {{"thingGroupName", "house"}, {"thingGroupProperties", properties}});
  };
  EXPECT_EQ(update({{"thingGroupDescription", "old"},
                    {"attributePayload", {{"attributes", {{"a", "1"}, {"b", "2"}}}}}}),
            json({{"version", 2}}));
  EXPECT_EQ(update({{"attributePayload",
                     {{"attributes", {{"b", ""}, {"c", "3"}}}, {"merge", true}}}}),
            json({{"version", 3}}));
  const json shown = world.Call("DescribeThingGroup", {{"thingGroupName", "house"}});
  EXPECT_EQ(shown["version"], 3);
  EXPECT_EQ(shown["thingGroupProperties"],
            json({{"thingGroupDescription", "old"},
                  {"attributePayload", {{"attributes", {{"a", "1"}, {"c", "3"}}}}}}));
}

TEST_F(Groups, OfAnotherVersionAreNeitherChangedNorDeleted) {
  EXPECT_EQ(world.Refusal("UpdateThingGroup", {{"thingGroupName", "garden"},
                                               {"thingGroupProperties", json::object()},
                                               {"expectedVersion", 5}}),
            "VersionConflict: Expected version 5 but found version 1");
  EXPECT_THAT(
      world.Refusal("DeleteThingGroup", {{"thingGroupName", "garden"}, {"expectedVersion", 5}}),
      StartsWith("VersionConflict"));
  EXPECT_EQ(
      world.Refusal("DeleteThingGroup", {{"thingGroupName", "garden"}, {"expectedVersion", 1}}),
      "accepted");
}

TEST_F(Groups, UnknownOnesAreNotChangedButDeletedWithSuccess) {
  EXPECT_THAT(world.Refusal("UpdateThingGroup", {{"thingGroupName", "ghost"},
                                                 {"thingGroupProperties", json::object()}}),
              StartsWith("ResourceNotFound"));
  EXPECT_EQ(world.Refusal("DeleteThingGroup", {{"thingGroupName", "ghost"}}), "accepted");
}

TEST_F(Groups, WithChildrenAreNotDeleted) {
  EXPECT_EQ(world.Refusal("DeleteThingGroup", {{"thingGroupName", "kitchen"}}),
            "InvalidRequest: Cannot delete thing group : kitchen when there are still child "
            "groups attached to it.");
  world.Call("DeleteThingGroup", {{"thingGroupName", "shelf"}});
  EXPECT_EQ(world.Refusal("DeleteThingGroup", {{"thingGroupName", "kitchen"}}), "accepted");
}

TEST_F(Groups, DeletedOnesTakeTheirThingsOutOfContinuousJobs) {
  Join("lamp", "shelf");
  Join("fan", "shelf");
  const json continuous = {{"targetSelection", "CONTINUOUS"}};
  world.CreateJob("own", {World::Group("shelf")}, continuous);
  world.CreateJob("above", {World::Group("house")}, continuous);
  world.CreateJob("snapshot", {World::Group("house")});
  world.CreateJob("both", {World::Group("house"), World::Thing("lamp")}, continuous);
  world.Update("fan", "own", "IN_PROGRESS");
  world.Call("DeleteThingGroup", {{"thingGroupName", "shelf"}});
  EXPECT_EQ(world.Execution("lamp", "own")["status"], "REMOVED");
  EXPECT_EQ(world.Execution("lamp", "above")["status"], "REMOVED");
  EXPECT_EQ(world.Execution("fan", "own")["status"], "IN_PROGRESS");
  EXPECT_EQ(world.Execution("lamp", "snapshot")["status"], "QUEUED");
  EXPECT_EQ(world.Execution("lamp", "both")["status"], "QUEUED") << "aimed at itself, too";
  EXPECT_THAT(GroupsOf("lamp"), IsEmpty());
}

TEST_F(Groups, AThingMovesBetweenThemInOneStep) {
  Join("lamp", "kitchen");
  world.CreateJob("j", {World::Group("house")}, {{"targetSelection", "CONTINUOUS"}});
  world.Heard();
  world.Call("UpdateThingGroupsForThing", Move("lamp", {"kitchen"}, {"attic", "garden"}));
  EXPECT_THAT(GroupsOf("lamp"), ElementsAre("attic", "garden", "house"));
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED") << "the house still holds it";
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(Groups, AThingThatMovesWithinATargetHasJoinedItAnew) {
  Join("lamp", "kitchen");
  world.CreateJob("j", {World::Group("house")}, {{"targetSelection", "CONTINUOUS"}});
  world.Update("lamp", "j", "SUCCEEDED");
  world.Call("UpdateThingGroupsForThing", Move("lamp", {"kitchen"}, {"attic"}));
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 2);
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "QUEUED");
}

TEST_F(Groups, AThingEntersThemAllOrNone) {
  Join("lamp", "kitchen");
  EXPECT_THAT(world.Refusal("UpdateThingGroupsForThing",
                            Move("lamp", {"kitchen"}, {"garden", "attic", "house"})),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(world.Refusal("UpdateThingGroupsForThing", Move("lamp", {}, {"garden", "ghost"})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(GroupsOf("lamp"), ElementsAre("house", "kitchen"));
}

TEST_F(Groups, NeedAKnownThingToMove) {
  EXPECT_THAT(world.Refusal("UpdateThingGroupsForThing", Move("ghost", {}, {"garden"})),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.Refusal("UpdateThingGroupsForThing", {{"thingGroupsToAdd", {"garden"}}}),
              StartsWith("InvalidRequest"));
}

}  // namespace
}  // namespace server
