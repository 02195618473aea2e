#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::StartsWith;

class BillingGroup : public testing::Test {
 protected:
  BillingGroup() {
    world.Call("CreateBillingGroup",
               {{"billingGroupName", "payer"},
                {"billingGroupProperties", {{"billingGroupDescription", "north"}}},
                {"tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  }

  json Payer(const char* thing) {
    return {{"thingName", thing}, {"billingGroupName", "payer"}};
  }

  json Things() {
    return world.Call("ListThingsInBillingGroup", {{"billingGroupName", "payer"}})["things"];
  }

  World world;
  const std::string arn = "arn:aws:iot:us-east-1:123456789012:billinggroup/payer";
};

TEST_F(BillingGroup, IsDescribedAndChanged) {
  const json described = world.Call("DescribeBillingGroup", {{"billingGroupName", "payer"}});
  EXPECT_EQ(described["billingGroupArn"], arn);
  EXPECT_EQ(described["version"], 1);
  EXPECT_EQ(described["billingGroupProperties"]["billingGroupDescription"], "north");
  EXPECT_EQ(described["billingGroupMetadata"]["creationDate"], 1767268800);
  json update = {{"billingGroupName", "payer"},
                 {"expectedVersion", 1},
                 {"billingGroupProperties", {{"billingGroupDescription", "south"}}}};
  EXPECT_EQ(world.Call("UpdateBillingGroup", update)["version"], 2);
  EXPECT_THAT(world.Refusal("UpdateBillingGroup", update), StartsWith("VersionConflict"));
}

TEST_F(BillingGroup, MadeAgainAlikeSucceedsAndOtherwiseIsRefused) {
  json again = {{"billingGroupName", "payer"},
                {"billingGroupProperties", {{"billingGroupDescription", "north"}}}};
  EXPECT_EQ(world.Refusal("CreateBillingGroup", again), "accepted");
  again.erase("billingGroupProperties");
  EXPECT_THAT(world.Refusal("CreateBillingGroup", again), StartsWith("ResourceAlreadyExists"));
}

TEST_F(BillingGroup, TakesThingsFromTheirCreationOrLater) {
  world.Call("CreateThing", Payer("born"));
  EXPECT_EQ(world.Call("DescribeThing", {{"thingName", "born"}})["billingGroupName"], "payer");
  world.CreateThing("late");
  world.Call("AddThingToBillingGroup",
             {{"thingArn", World::Thing("late")}, {"billingGroupArn", arn}});
  EXPECT_EQ(Things(), json({"born", "late"}));
  world.Call("RemoveThingFromBillingGroup", Payer("born"));
  EXPECT_EQ(Things(), json({"late"}));
  EXPECT_EQ(world.Refusal("RemoveThingFromBillingGroup", Payer("born")), "accepted");
}

TEST_F(BillingGroup, ThingIsInOneOnly) {
  world.Call("CreateBillingGroup", {{"billingGroupName", "other"}});
  world.Call("CreateThing", Payer("lamp"));
  EXPECT_EQ(world.Refusal("AddThingToBillingGroup", Payer("lamp")), "accepted");
  EXPECT_THAT(world.Refusal("AddThingToBillingGroup",
                            {{"thingName", "lamp"}, {"billingGroupName", "other"}}),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(
      world.Refusal("CreateThing", {{"thingName", "lamp"}, {"billingGroupName", "other"}}),
      StartsWith("ResourceAlreadyExists"));
}

TEST_F(BillingGroup, UnknownOneIsNotFound) {
  world.CreateThing("lamp");
  const json ghost = {{"thingName", "lamp"}, {"billingGroupName", "ghost"}};
  EXPECT_THAT(world.Refusal("DescribeBillingGroup", ghost), StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.Refusal("AddThingToBillingGroup", ghost), StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.Refusal("ListThingsInBillingGroup", ghost), StartsWith("ResourceNotFound"));
  EXPECT_THAT(
      world.Refusal("CreateThing", {{"thingName", "new"}, {"billingGroupName", "ghost"}}),
      StartsWith("ResourceNotFound"));
  EXPECT_EQ(world.Refusal("DeleteBillingGroup", ghost), "accepted");
}

TEST_F(BillingGroup, IsLeftByItsThingsAndItsTagsWhenItIsDeleted) {
  world.Call("CreateThing", Payer("lamp"));
  EXPECT_EQ(world.Call("ListTagsForResource", {{"resourceArn", arn}})["tags"].size(), 1);
  world.Call("DeleteBillingGroup", {{"billingGroupName", "payer"}, {"expectedVersion", 1}});
  EXPECT_FALSE(
      world.Call("DescribeThing", {{"thingName", "lamp"}}).contains("billingGroupName"));
  world.Call("CreateBillingGroup", {{"billingGroupName", "payer"}});
  EXPECT_TRUE(world.Call("ListTagsForResource", {{"resourceArn", arn}})["tags"].empty());
}

TEST_F(BillingGroup, IsListedByPrefixAndInPages) {
  for (const char* name : {"a1", "a2", "a3"}) {
    world.Call("CreateBillingGroup", {{"billingGroupName", name}});
  }
  json in = {{"namePrefixFilter", "a"}, {"maxResults", 2}};
  const json first = world.Call("ListBillingGroups", in);
  EXPECT_EQ(first["billingGroups"].size(), 2);
  in["nextToken"] = first["nextToken"];
  EXPECT_EQ(world.Call("ListBillingGroups", in)["billingGroups"][0]["groupName"], "a3");
}

}  // namespace
}  // namespace server
