#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/registry/thing_groups.h"
#include "tests/server/events.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class DynamicGroup : public testing::Test {
 protected:
  DynamicGroup() { world.IndexThings(); }

  void Create(const std::string& name, const std::string& query, json members = {}) {
    members["thingGroupName"] = name;
    members["queryString"] = query;
    world.Call("CreateDynamicThingGroup", std::move(members));
  }

  void CreateThing(const std::string& name, const json& attributes) {
    world.Call("CreateThing",
               {{"thingName", name}, {"attributePayload", {{"attributes", attributes}}}});
  }

  void SetAttributes(const std::string& name, const json& attributes) {
    world.Call("UpdateThing",
               {{"thingName", name}, {"attributePayload", {{"attributes", attributes}}}});
  }

  json Members(const std::string& group) {
    return world.Call("ListThingsInThingGroup", {{"thingGroupName", group}})["things"];
  }

  std::vector<std::string> GroupsOf(const std::string& thing) {
    std::vector<std::string> names;
    const json answer = world.Call("ListThingGroupsForThing", {{"thingName", thing}});
    for (const json& group : answer["thingGroups"]) {
      names.push_back(group["groupName"]);
    }
    return names;
  }

  json Described(const std::string& group) {
    return world.Call("DescribeThingGroup", {{"thingGroupName", group}});
  }

  World world;
};

TEST_F(DynamicGroup, IsDescribedWithItsQuery) {
  Create("warm", "attributes.temperature>60\n");
  const json group = Described("warm");
  EXPECT_EQ(group["indexName"], "AWS_Things");
  EXPECT_EQ(group["queryString"], "attributes.temperature>60\n");
  EXPECT_EQ(group["queryVersion"], "2017-09-30");
  EXPECT_EQ(group["status"], "ACTIVE");
  EXPECT_FALSE(group["thingGroupMetadata"].contains("parentGroupName"));
  world.Call("CreateThingGroup", {{"thingGroupName", "static"}});
  EXPECT_FALSE(Described("static").contains("status"));
  EXPECT_EQ(world.Call("ListThingGroups", json::object())["thingGroups"].size(), 2);
}

TEST_F(DynamicGroup, HasThingsThatWereThereBefore) {
  CreateThing("hall", {{"temperature", "61"}});
  CreateThing("cellar", {{"temperature", "15"}});
  Create("warm", "attributes.temperature>60");
  EXPECT_EQ(Members("warm"), json({"hall"}));
  EXPECT_THAT(GroupsOf("hall"), ElementsAre("warm"));
}

TEST_F(DynamicGroup, FollowsThingsAsTheyChange) {
  Create("warm", "attributes.temperature>60");
  CreateThing("hall", {{"temperature", "61"}});
  EXPECT_EQ(Members("warm"), json({"hall"}));
  SetAttributes("hall", {{"temperature", "60"}});
  EXPECT_THAT(Members("warm"), IsEmpty());
  SetAttributes("hall", {{"temperature", "100"}});
  EXPECT_EQ(Members("warm"), json({"hall"}));
  world.Call("DeleteThing", {{"thingName", "hall"}});
  EXPECT_THAT(Members("warm"), IsEmpty());
}

TEST_F(DynamicGroup, FollowsTypesStaticGroupsAndBillingGroups) {
  world.CreateThing("lamp");
  world.Call("CreateThingType", {{"thingTypeName", "bulb"}});
  world.Call("CreateThingGroup", {{"thingGroupName", "house"}});
  world.Call("CreateBillingGroup", {{"billingGroupName", "payer"}});
  Create("typed", "thingTypeName:bulb");
  Create("housed", "thingGroupNames:house");
  Create("paid", "thingGroupNames:payer");
  EXPECT_THAT(GroupsOf("lamp"), IsEmpty());

  world.Call("UpdateThing", {{"thingName", "lamp"}, {"thingTypeName", "bulb"}});
  world.Call("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "house"}});
  world.Call("AddThingToBillingGroup", {{"thingName", "lamp"}, {"billingGroupName", "payer"}});
  EXPECT_THAT(GroupsOf("lamp"), ElementsAre("house", "housed", "paid", "typed"));

  world.Call("UpdateThing", {{"thingName", "lamp"}, {"removeThingType", true}});
  world.Call("DeleteThingGroup", {{"thingGroupName", "house"}});
  world.Call("DeleteBillingGroup", {{"billingGroupName", "payer"}});
  EXPECT_THAT(GroupsOf("lamp"), IsEmpty());
}

TEST_F(DynamicGroup, FollowsConnections) {
  world.CreateThing("lamp");
  Create("online", "connectivity.connected:true");
  Create("lost", "connectivity.disconnectReason:CONNECTION_LOST");
  world.CreateJob("j", {World::Group("online")}, {{"targetSelection", "CONTINUOUS"}});
  EXPECT_THAT(Members("online"), IsEmpty());
  world.Connect("lamp");
  EXPECT_EQ(Members("online"), json({"lamp"}));
  EXPECT_THAT(world.Heard(), ElementsAre("presence lamp", "lamp notify QUEUED:j",
                                         "lamp notify-next j#1 QUEUED"));
  world.Disconnect("lamp");
  EXPECT_THAT(Members("online"), IsEmpty());
  EXPECT_EQ(Members("lost"), json({"lamp"}));
  EXPECT_EQ(world.Execution("lamp", "j")["status"], "REMOVED");
}

TEST_F(DynamicGroup, KnowsADeviceThatConnectedBeforeItsThingWasMade) {
  Create("online", "connectivity.connected:true");
  world.Connect("lamp");
  world.CreateThing("lamp");
  EXPECT_EQ(Members("online"), json({"lamp"}));
  world.service.DisconnectAll("SERVER_INITIATED_DISCONNECT");
  EXPECT_THAT(Members("online"), IsEmpty());
}

TEST_F(DynamicGroup, LooksAnewWhenItsQueryChanges) {
  CreateThing("hall", {{"temperature", "61"}});
  CreateThing("oven", {{"temperature", "200"}});
  Create("warm", "attributes.temperature>60");
  world.CreateJob("j", {World::Group("warm")}, {{"targetSelection", "CONTINUOUS"}});
  const json update = {{"thingGroupName", "warm"},
                       {"queryString", "attributes.temperature>65"},
                       {"thingGroupProperties", {{"thingGroupDescription", "hot"}}}};
  EXPECT_EQ(world.Call("UpdateDynamicThingGroup", update)["version"], 2);
  EXPECT_EQ(Members("warm"), json({"oven"}));
  EXPECT_EQ(Described("warm")["status"], "ACTIVE");
  EXPECT_EQ(Described("warm")["thingGroupProperties"]["thingGroupDescription"], "hot");
  EXPECT_EQ(world.Execution("hall", "j")["status"], "REMOVED");
  EXPECT_EQ(world.Execution("oven", "j")["status"], "QUEUED");
}

TEST_F(DynamicGroup, LooksAtAFleetInSlicesMeanwhileBuilding) {
  for (int i = 0; i < 1001; ++i) world.CreateThing("lamp" + std::to_string(i));
  const auto& create =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "CreateDynamicThingGroup");
  world.service.Run({create,
                     {"us-east-1", "localhost"},
                     {{"thingGroupName", "all"}, {"queryString", "thingName:lamp*"}}});
  ASSERT_TRUE(world.service.HasBacklog());
  EXPECT_EQ(storage::ThingGroups(world.store).Find("all")->dynamic->status,
            engine::DynamicGroupStatus::kBuilding);
  world.service.Tick();
  EXPECT_FALSE(world.service.HasBacklog());
  EXPECT_EQ(Described("all")["status"], "ACTIVE");
  EXPECT_THAT(GroupsOf("lamp999"), ElementsAre("all")) << "the last by name";
}

TEST_F(DynamicGroup, IsResolvedOnceByASnapshotJob) {
  CreateThing("hall", {{"temperature", "61"}});
  Create("warm", "attributes.temperature>60");
  world.CreateJob("j", {World::Group("warm")});
  CreateThing("oven", {{"temperature", "200"}});
  EXPECT_EQ(world.Execution("hall", "j")["status"], "QUEUED");
  EXPECT_THAT(world.Listed("oven"), IsEmpty());
}

TEST_F(DynamicGroup, IsLeftByItsThingsWhenItIsDeleted) {
  CreateThing("hall", {{"temperature", "61"}});
  Create("warm", "attributes.temperature>60");
  world.CreateJob("j", {World::Group("warm")}, {{"targetSelection", "CONTINUOUS"}});
  world.Call("DeleteDynamicThingGroup", {{"thingGroupName", "warm"}});
  EXPECT_EQ(world.Execution("hall", "j")["status"], "REMOVED");
  EXPECT_THAT(GroupsOf("hall"), IsEmpty());
  EXPECT_EQ(world.Refusal("DeleteDynamicThingGroup", {{"thingGroupName", "warm"}}), "accepted");
}

TEST_F(DynamicGroup, RefusesWhatIsForStaticGroups) {
  world.CreateThing("lamp");
  Create("warm", "attributes.temperature>60");
  const json place = {{"thingName", "lamp"}, {"thingGroupName", "warm"}};
  const std::string refusal =
      "InvalidRequest: This operation does not support dynamic thing groups. Thing group "
      "arn: " +
      World::Group("warm");
  EXPECT_EQ(world.Refusal("AddThingToThingGroup", place), refusal);
  EXPECT_EQ(world.Refusal("RemoveThingFromThingGroup", place), refusal);
  EXPECT_EQ(world.Refusal("UpdateThingGroupsForThing",
                          {{"thingName", "lamp"}, {"thingGroupsToAdd", {"warm"}}}),
            refusal);
  EXPECT_EQ(world.Refusal("UpdateThingGroup", {{"thingGroupName", "warm"},
                                               {"thingGroupProperties", json::object()}}),
            refusal);
  EXPECT_EQ(world.Refusal("DeleteThingGroup", {{"thingGroupName", "warm"}}), refusal);
  EXPECT_EQ(world.Refusal("CreateThingGroup",
                          {{"thingGroupName", "hot"}, {"parentGroupName", "warm"}}),
            refusal);
}

TEST_F(DynamicGroup, OperationsRefuseStaticGroups) {
  world.Call("CreateThingGroup", {{"thingGroupName", "house"}});
  EXPECT_THAT(world.Refusal("DeleteDynamicThingGroup", {{"thingGroupName", "house"}}),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(
      world.Refusal("UpdateDynamicThingGroup",
                    {{"thingGroupName", "house"}, {"thingGroupProperties", json::object()}}),
      StartsWith("InvalidRequest"));
  EXPECT_THAT(world.Refusal("CreateDynamicThingGroup",
                            {{"thingGroupName", "house"}, {"queryString", "*"}}),
              StartsWith("ResourceAlreadyExists"));
}

TEST_F(DynamicGroup, MadeAgainAlikeSucceedsAndOtherwiseIsRefused) {
  Create("warm", "attributes.temperature>60");
  const json id = Described("warm")["thingGroupId"];
  Create("warm", "attributes.temperature>60");
  EXPECT_EQ(Described("warm")["thingGroupId"], id);
  EXPECT_THAT(world.Refusal("CreateDynamicThingGroup",
                            {{"thingGroupName", "warm"}, {"queryString", "*"}}),
              StartsWith("ResourceAlreadyExists"));
  EXPECT_THAT(world.Refusal("CreateThingGroup", {{"thingGroupName", "warm"}}),
              StartsWith("ResourceAlreadyExists"));
}

TEST_F(DynamicGroup, NeedsAQueryThatCanBeAsked) {
  const auto refusal = [&](const std::string& query, json members = json::object()) {
    members["thingGroupName"] = "g";
    members["queryString"] = query;
    return world.Refusal("CreateDynamicThingGroup", std::move(members));
  };
  EXPECT_THAT(refusal("thingName:"), StartsWith("InvalidQuery: Unable to parse query"));
  EXPECT_THAT(refusal("shadow.reported.x:1"), StartsWith("InvalidRequest"));
  EXPECT_THAT(refusal("*", {{"queryVersion", "2020-01-01"}}), StartsWith("InvalidRequest"));
  EXPECT_THAT(refusal("*", {{"indexName", "AWS_ThingGroups"}}), StartsWith("InvalidRequest"));
  EXPECT_EQ(world.Refusal("DescribeThingGroup", {{"thingGroupName", "g"}}),
            "ResourceNotFound: Thing group g cannot be found.");
}

TEST_F(DynamicGroup, NeedsTheIndexAndKeepsItOn) {
  World fresh;
  EXPECT_EQ(
      fresh.Refusal("CreateDynamicThingGroup", {{"thingGroupName", "g"}, {"queryString", "*"}}),
      "ResourceNotFound: Index AWS_Things does not exist. Please enable index by calling "
      "UpdateIndexingConfiguration");
  Create("online", "connectivity.connected:true");
  for (const char* mode : {"OFF", "REGISTRY"}) {
    EXPECT_THAT(world.Refusal("UpdateIndexingConfiguration",
                              {{"thingIndexingConfiguration", {{"thingIndexingMode", mode}}}}),
                StartsWith("InvalidRequest"));
  }
  world.Call("DeleteDynamicThingGroup", {{"thingGroupName", "online"}});
  EXPECT_EQ(world.Refusal("UpdateIndexingConfiguration",
                          {{"thingIndexingConfiguration", {{"thingIndexingMode", "OFF"}}}}),
            "accepted");
}

// AWS: of the ten groups of a thing static ones come first when they are told to, then the
// older dynamic ones.
TEST_F(DynamicGroup, GivesWayToOlderAndToStaticOnes) {
  world.CreateThing("lamp");
  for (int i = 0; i <= 10; ++i) Create("d" + std::to_string(i), "thingName:lamp");
  EXPECT_THAT(Members("d10"), IsEmpty());
  EXPECT_EQ(Members("d9"), json({"lamp"}));

  world.Call("CreateThingGroup", {{"thingGroupName", "static"}});
  json place = {{"thingName", "lamp"}, {"thingGroupName", "static"}};
  EXPECT_THAT(world.Refusal("AddThingToThingGroup", place), StartsWith("InvalidRequest"));
  place["overrideDynamicGroups"] = true;
  world.Call("AddThingToThingGroup", place);
  EXPECT_THAT(Members("d9"), IsEmpty());
  EXPECT_EQ(Members("d8"), json({"lamp"}));

  world.Call("DeleteDynamicThingGroup", {{"thingGroupName", "d0"}});
  world.Call("RemoveThingFromThingGroup",
             {{"thingName", "lamp"}, {"thingGroupName", "static"}});
  EXPECT_EQ(Members("d10"), json({"lamp"})) << "there is room again";
}

TEST_F(DynamicGroup, DoesNotSeeDynamicGroups) {
  world.CreateThing("lamp");
  Create("one", "NOT thingGroupNames:two");
  Create("two", "NOT thingGroupNames:one");
  EXPECT_THAT(GroupsOf("lamp"), ElementsAre("one", "two"));
}

TEST_F(DynamicGroup, IsTagged) {
  Create("warm", "*", {{"tags", {{{"Key", "floor"}, {"Value", "1"}}}}});
  EXPECT_EQ(world.Call("ListTagsForResource", {{"resourceArn", World::Group("warm")}})["tags"],
            json({{{"Key", "floor"}, {"Value", "1"}}}));
}

TEST_F(DynamicGroup, TellsOfItsCreationOnceAndOfItsMembers) {
  CreateThing("hall", {{"temperature", "61"}});
  SwitchOn(world, {"THING_GROUP", "THING_GROUP_MEMBERSHIP"});
  Create("warm", "attributes.temperature>60");
  EXPECT_THAT(EventTopics(world),
              ElementsAre("thingGroup/warm/created",
                          "thingGroupMembership/thingGroup/warm/thing/hall/added"));
}

TEST_F(DynamicGroup, ThereAreAtMostAHundred) {
  for (int i = 0; i < 100; ++i) Create("d" + std::to_string(i), "*");
  EXPECT_THAT(world.Refusal("CreateDynamicThingGroup",
                            {{"thingGroupName", "more"}, {"queryString", "*"}}),
              StartsWith("LimitExceeded"));
}

TEST_F(DynamicGroup, IsForgottenWithARefusedChange) {
  EXPECT_THAT(world.Refusal("CreateDynamicThingGroup",
                            {{"thingGroupName", "g"},
                             {"queryString", "*"},
                             {"tags", {{{"Key", "aws:x"}, {"Value", "1"}}}}}),
              StartsWith("InvalidRequest"));
  world.CreateThing("lamp");
  EXPECT_THAT(GroupsOf("lamp"), IsEmpty());
}

}  // namespace
}  // namespace server
