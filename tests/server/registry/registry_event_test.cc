#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/events.h"

namespace server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kNoon = 1767268800000;

json Head(const char* type, const char* operation) {
  return {{"eventType", type},
          {"timestamp", kNoon},
          {"operation", operation},
          {"accountId", "123456789012"}};
}

json With(json event, const json& members) {
  event.update(members);
  return event;
}

TEST(RegistryEvents, AThingCreatedUpdatedAndDeleted) {
  World world;
  SwitchOn(world, {"THING"});
  const json id = world.Call("CreateThing", {{"thingName", "lamp"}}).at("thingId");
  world.CreateThing("lamp");  // alike: nothing changes
  const json attributes = {{"colour", "red"}};
  world.Call("UpdateThing",
             {{"thingName", "lamp"}, {"attributePayload", {{"attributes", attributes}}}});
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  json thing = {{"thingId", id},
                {"thingName", "lamp"},
                {"versionNumber", 1},
                {"thingTypeName", nullptr},
                {"billinGroupName", nullptr},
                {"attributes", json::object()}};
  EXPECT_EQ(Event(world, "thing/lamp/created"), With(Head("THING_EVENT", "CREATED"), thing));
  thing.update({{"versionNumber", 2}, {"attributes", attributes}});
  EXPECT_EQ(Event(world, "thing/lamp/updated"), With(Head("THING_EVENT", "UPDATED"), thing));
  EXPECT_EQ(Event(world, "thing/lamp/deleted"), With(Head("THING_EVENT", "DELETED"), thing));
}

TEST(RegistryEvents, AThingNamesItsBillingGroup) {
  World world;
  SwitchOn(world, {"THING"});
  world.Call("CreateBillingGroup", {{"billingGroupName", "home"}});
  world.Call("CreateThing", {{"thingName", "lamp"}, {"billingGroupName", "home"}});
  EXPECT_EQ(Event(world, "thing/lamp/created").value("billinGroupName", ""), "home");
}

TEST(RegistryEvents, AThingTypeCreatedDeprecatedUndeprecatedAndDeleted) {
  World world;
  SwitchOn(world, {"THING_TYPE"});
  const json id =
      world
          .Call("CreateThingType",
                {{"thingTypeName", "bulb"},
                 {"thingTypeProperties",
                  {{"thingTypeDescription", "shines"}, {"searchableAttributes", {"watts"}}}}})
          .at("thingTypeId");
  json type = {{"thingTypeId", id},
               {"thingTypeName", "bulb"},
               {"isDeprecated", false},
               {"deprecationDate", nullptr},
               {"searchableAttributes", {"watts"}},
               {"description", "shines"}};
  EXPECT_EQ(Event(world, "thingType/bulb/created"),
            With(Head("THING_TYPE_EVENT", "CREATED"), type));
  world.Call("DeprecateThingType", {{"thingTypeName", "bulb"}});
  type.update({{"isDeprecated", true}, {"deprecationDate", kNoon}});
  EXPECT_EQ(Event(world, "thingType/bulb/updated"),
            With(Head("THING_TYPE_EVENT", "UPDATED"), type));
  world.sent.clear();
  world.Call("DeprecateThingType", {{"thingTypeName", "bulb"}, {"undoDeprecate", true}});
  EXPECT_EQ(Event(world, "thingType/bulb/updated").at("isDeprecated"), false);
  world.Call("DeprecateThingType", {{"thingTypeName", "bulb"}});
  world.Advance(std::chrono::minutes(5));
  world.Call("DeleteThingType", {{"thingTypeName", "bulb"}});
  EXPECT_EQ(Event(world, "thingType/bulb/deleted").at("timestamp"), kNoon + 300'000);
}

TEST(RegistryEvents, AThingGetsAndLosesItsType) {
  World world;
  SwitchOn(world, {"THING_TYPE_ASSOCIATION"});
  for (const char* type : {"bulb", "tube"})
    world.Call("CreateThingType", {{"thingTypeName", type}});
  const json id = world.Call("CreateThing", {{"thingName", "lamp"}, {"thingTypeName", "bulb"}})
                      .at("thingId");
  json association = {{"eventType", "THING_TYPE_ASSOCIATION_EVENT"},
                      {"timestamp", kNoon},
                      {"operation", "CREATED"},
                      {"thingId", id},
                      {"thingName", "lamp"},
                      {"thingTypeName", "bulb"}};
  EXPECT_EQ(Event(world, "thingTypeAssociation/thing/lamp/bulb"), association);
  world.sent.clear();
  world.Call("UpdateThing", {{"thingName", "lamp"}, {"thingTypeName", "tube"}});
  association["operation"] = "DELETED";
  EXPECT_EQ(Event(world, "thingTypeAssociation/thing/lamp/bulb"), association);
  EXPECT_EQ(Event(world, "thingTypeAssociation/thing/lamp/tube").at("operation"), "CREATED");
  world.sent.clear();
  world.Call("UpdateThing", {{"thingName", "lamp"}});
  EXPECT_THAT(EventTopics(world), IsEmpty());
}

class GroupEvents : public testing::Test {
 protected:
  void Create(const std::string& name, const std::string& parent = "") {
    json in = {{"thingGroupName", name}};
    if (!parent.empty()) in["parentGroupName"] = parent;
    ids[name] = world.Call("CreateThingGroup", in).at("thingGroupId");
  }

  World world;
  json ids;
};

TEST_F(GroupEvents, AThingGroupCreatedUpdatedAndDeleted) {
  SwitchOn(world, {"THING_GROUP"});
  Create("house");
  Create("floor", "house");
  Create("room", "floor");
  json group = {{"thingGroupId", ids["room"]},
                {"thingGroupName", "room"},
                {"versionNumber", 1},
                {"parentGroupName", "floor"},
                {"parentGroupId", ids["floor"]},
                {"description", nullptr},
                {"rootToParentThingGroups",
                 {{{"groupArn", World::Group("house")}, {"groupId", ids["house"]}},
                  {{"groupArn", World::Group("floor")}, {"groupId", ids["floor"]}}}},
                {"attributes", json::object()},
                {"dynamicGroupMappingId", nullptr}};
  EXPECT_EQ(Event(world, "thingGroup/room/created"),
            With(Head("THING_GROUP_EVENT", "CREATED"), group));
  EXPECT_EQ(Event(world, "thingGroup/house/created").at("rootToParentThingGroups"),
            json::array());
  const json attributes = {{"colour", "red"}};
  world.Call("UpdateThingGroup", {{"thingGroupName", "room"},
                                  {"thingGroupProperties",
                                   {{"thingGroupDescription", "kitchen"},
                                    {"attributePayload", {{"attributes", attributes}}}}}});
  group.update({{"versionNumber", 2}, {"description", "kitchen"}, {"attributes", attributes}});
  EXPECT_EQ(Event(world, "thingGroup/room/updated"),
            With(Head("THING_GROUP_EVENT", "UPDATED"), group));
  world.Call("DeleteThingGroup", {{"thingGroupName", "room"}});
  EXPECT_EQ(Event(world, "thingGroup/room/deleted"),
            With(Head("THING_GROUP_EVENT", "DELETED"), group));
}

TEST_F(GroupEvents, AGroupAddedToAndRemovedFromItsParent) {
  SwitchOn(world, {"THING_GROUP_HIERARCHY"});
  Create("house");
  EXPECT_THAT(EventTopics(world), IsEmpty());
  Create("room", "house");
  const json both = {{"thingGroupId", ids["house"]},
                     {"thingGroupName", "house"},
                     {"childGroupId", ids["room"]},
                     {"childGroupName", "room"}};
  const std::string topic = "thingGroupHierarchy/thingGroup/house/childThingGroup/room";
  EXPECT_EQ(Event(world, topic + "/added"),
            With(Head("THING_GROUP_HIERARCHY_EVENT", "ADDED"), both));
  world.Call("DeleteThingGroup", {{"thingGroupName", "room"}});
  EXPECT_EQ(Event(world, topic + "/removed"),
            With(Head("THING_GROUP_HIERARCHY_EVENT", "REMOVED"), both));
}

TEST_F(GroupEvents, AThingAddedToAndRemovedFromAGroup) {
  SwitchOn(world, {"THING_GROUP_MEMBERSHIP"});
  Create("house");
  const json thing_id = world.Call("CreateThing", {{"thingName", "lamp"}}).at("thingId");
  const json membership = {{"thingName", "lamp"}, {"thingGroupName", "house"}};
  world.Call("AddThingToThingGroup", membership);
  world.Call("AddThingToThingGroup", membership);  // a member already
  const std::string topic = "thingGroupMembership/thingGroup/house/thing/lamp";
  const json added = Event(world, topic + "/added");
  EXPECT_EQ(added, With(Head("THING_GROUP_MEMBERSHIP_EVENT", "ADDED"),
                        {{"groupArn", World::Group("house")},
                         {"groupId", ids["house"]},
                         {"thingArn", World::Thing("lamp")},
                         {"thingId", thing_id},
                         {"membershipId", added.value("membershipId", "")}}));
  EXPECT_EQ(added["membershipId"].get<std::string>().size(), 36u);
  world.Call("RemoveThingFromThingGroup", membership);
  EXPECT_EQ(Event(world, topic + "/removed"), With(added, {{"operation", "REMOVED"}}));
}

TEST_F(GroupEvents, AThingOrGroupThatIsDeletedEndsItsMemberships) {
  Create("house");
  for (const char* thing : {"lamp", "fan"}) {
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "house"}});
  }
  SwitchOn(world, {"THING_GROUP_MEMBERSHIP"});
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  EXPECT_THAT(EventTopics(world),
              ElementsAre("thingGroupMembership/thingGroup/house/thing/lamp/removed"));
  world.Call("DeleteThingGroup", {{"thingGroupName", "house"}});
  EXPECT_THAT(EventTopics(world),
              ElementsAre("thingGroupMembership/thingGroup/house/thing/fan/removed"));
}

}  // namespace
}  // namespace server
