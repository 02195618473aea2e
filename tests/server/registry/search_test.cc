#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class Search : public testing::Test {
 protected:
  Search() {
    world.IndexThings();
    world.Call("CreateThingType", {{"thingTypeName", "bulb"}});
    world.Call("CreateThing", {{"thingName", "lamp"},
                               {"thingTypeName", "bulb"},
                               {"attributePayload", {{"attributes", {{"watts", "75"}}}}}});
    world.CreateThing("fan");
    world.Call("CreateThingGroup", {{"thingGroupName", "house"}});
    world.Call("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "house"}});
  }

  json Find(const std::string& query) {
    return world.Call("SearchIndex", {{"queryString", query}})["things"];
  }

  std::vector<std::string> Names(const std::string& query) {
    std::vector<std::string> names;
    for (const json& thing : Find(query)) names.push_back(thing["thingName"]);
    return names;
  }

  World world;
};

TEST_F(Search, ShowsWhatAThingHas) {
  const auto id = [&](const char* thing) {
    return world.Call("DescribeThing", {{"thingName", thing}})["thingId"];
  };
  world.Connect("lamp");
  const json lamp = {
      {"thingName", "lamp"},
      {"thingId", id("lamp")},
      {"thingTypeName", "bulb"},
      {"thingGroupNames", {"house"}},
      {"attributes", {{"watts", "75"}}},
      {"connectivity",
       {{"clientId", "lamp"}, {"connected", true}, {"timestamp", 1767268800000}}}};
  const json fan = {
      {"thingName", "fan"},
      {"thingId", id("fan")},
      {"connectivity", {{"clientId", "fan"}, {"connected", false}, {"timestamp", 0}}}};
  EXPECT_EQ(Find("*"), json({fan, lamp}));
}

TEST_F(Search, FindsByEachField) {
  world.Connect("lamp");
  for (const char* query :
       {"thingName:l*", "thingTypeName:bulb", "thingGroupNames:house", "attributes.watts>70",
        "connectivity.connected:true", "connectivity.timestamp>1700000000000", "bulb"}) {
    EXPECT_THAT(Names(query), ElementsAre("lamp")) << query;
  }
  EXPECT_THAT(Names("NOT attributes.watts:*"), ElementsAre("fan"));
}

TEST_F(Search, SeesDynamicGroupsAndBillingGroups) {
  world.Call("CreateBillingGroup", {{"billingGroupName", "payer"}});
  world.Call("AddThingToBillingGroup", {{"thingName", "fan"}, {"billingGroupName", "payer"}});
  world.Call("CreateDynamicThingGroup",
             {{"thingGroupName", "bright"}, {"queryString", "attributes.watts>70"}});
  EXPECT_THAT(Names("thingGroupNames:payer"), ElementsAre("fan"));
  EXPECT_THAT(Names("thingGroupNames:bright"), ElementsAre("lamp"));
}

TEST_F(Search, ComesInPagesOfAtMostAHundred) {
  for (int i = 0; i < 150; ++i) world.CreateThing("t" + std::to_string(1000 + i));
  json in = {{"queryString", "thingName:t*"}, {"maxResults", 500}};
  const json first = world.Call("SearchIndex", in);
  EXPECT_EQ(first["things"].size(), 100);
  in["nextToken"] = first["nextToken"];
  world.Call("DeleteThing", {{"thingName", "t1000"}});
  const json second = world.Call("SearchIndex", in);
  EXPECT_EQ(second["things"].size(), 50);
  EXPECT_EQ(second["things"][0]["thingName"], "t1100");
  EXPECT_FALSE(second.contains("nextToken"));
  in["queryString"] = "*";
  EXPECT_EQ(world.Refusal("SearchIndex", in), "InvalidRequest: Invalid nextToken");
}

TEST_F(Search, ChecksInAwsOrder) {
  const auto refusal = [](World& asked, json in) { return asked.Refusal("SearchIndex", in); };
  World off;
  EXPECT_EQ(refusal(off, {{"queryString", "*"}, {"queryVersion", "x"}, {"indexName", "Nope"}}),
            "InvalidRequest: Invalid queryVersion. Expected one of: [2017-09-30]");
  EXPECT_EQ(refusal(off, {{"queryString", "*"}, {"indexName", "Nope"}}),
            "InvalidRequest: Unrecognized indexName Nope");
  EXPECT_EQ(refusal(off, {{"queryString", "bogus:1"}}),
            "ResourceNotFound: Index AWS_Things does not exist. Please enable index by calling "
            "UpdateIndexingConfiguration");
  EXPECT_EQ(refusal(world, {{"queryString", "bogus:1"}, {"nextToken", "bogus"}}),
            "InvalidQuery: Unable to parse query, invalid field name, field name: bogus, query "
            "string: bogus:1");
}

TEST_F(Search, FindsThingGroupsInAnIndexOfTheirOwn) {
  world.Call("UpdateIndexingConfiguration",
             {{"thingGroupIndexingConfiguration", {{"thingGroupIndexingMode", "ON"}}}});
  world.Call("CreateThingGroup",
             {{"thingGroupName", "hall"},
              {"parentGroupName", "house"},
              {"thingGroupProperties",
               {{"thingGroupDescription", "dark"},
                {"attributePayload", {{"attributes", {{"floor", "1"}}}}}}}});
  const auto find = [&](const char* query) {
    return world.Call("SearchIndex", {{"indexName", "AWS_ThingGroups"},
                                      {"queryString", query}})["thingGroups"];
  };
  ASSERT_EQ(find("attributes.floor:1").size(), 1);
  const json hall = find("parentGroupNames:house")[0];
  EXPECT_EQ(hall["thingGroupName"], "hall");
  EXPECT_EQ(hall["thingGroupDescription"], "dark");
  EXPECT_EQ(hall["attributes"], json({{"floor", "1"}}));
  EXPECT_EQ(hall["parentGroupNames"], json({"house"}));
  EXPECT_EQ(find("thingGroupName:h*").size(), 2);
}

TEST(Indexing, IsOffAtFirst) {
  World world;
  const json configuration = world.Call("GetIndexingConfiguration", json::object());
  EXPECT_EQ(configuration["thingIndexingConfiguration"]["thingIndexingMode"], "OFF");
  EXPECT_EQ(configuration["thingGroupIndexingConfiguration"]["thingGroupIndexingMode"], "OFF");
  EXPECT_THAT(world.Call("ListIndices", json::object())["indexNames"], IsEmpty());
  EXPECT_EQ(world.Refusal("DescribeIndex", {{"indexName", "AWS_Things"}}),
            "ResourceNotFound: Index AWS_Things does not exist");
  EXPECT_EQ(world.Refusal("DescribeIndex", {{"indexName", "Nope"}}),
            "InvalidRequest: Unrecognized indexName Nope");
}

TEST(Indexing, IsShownAsItWasTurnedOn) {
  World world;
  world.Call("UpdateIndexingConfiguration",
             {{"thingIndexingConfiguration",
               {{"thingIndexingMode", "REGISTRY_AND_SHADOW"},
                {"thingConnectivityIndexingMode", "STATUS"},
                {"customFields", {{{"name", "attributes.a"}, {"type", "Number"}}}}}},
              {"thingGroupIndexingConfiguration", {{"thingGroupIndexingMode", "ON"}}}});
  const json things =
      world.Call("GetIndexingConfiguration", json::object())["thingIndexingConfiguration"];
  EXPECT_EQ(things["thingIndexingMode"], "REGISTRY_AND_SHADOW");
  EXPECT_EQ(things["customFields"].size(), 1);
  EXPECT_EQ(things["managedFields"].size(), 12);
  EXPECT_EQ(world.Call("DescribeIndex", {{"indexName", "AWS_Things"}})["schema"],
            "REGISTRY_AND_SHADOW_AND_CONNECTIVITY_STATUS");
  const json page = world.Call("ListIndices", {{"maxResults", 1}});
  EXPECT_EQ(page["indexNames"], json({"AWS_ThingGroups"}));
  EXPECT_EQ(world.Call("ListIndices", {{"nextToken", page["nextToken"]}})["indexNames"],
            json({"AWS_Things"}));

  world.Call("UpdateIndexingConfiguration",
             {{"thingIndexingConfiguration", {{"thingIndexingMode", "OFF"}}}});
  EXPECT_EQ(world.Call("ListIndices", json::object())["indexNames"], json({"AWS_ThingGroups"}));
}

TEST(Indexing, RefusesWhatMakesNoSense) {
  World world;
  const auto refusal = [&](const json& things) {
    return world.Refusal("UpdateIndexingConfiguration",
                         {{"thingIndexingConfiguration", things}});
  };
  EXPECT_THAT(world.Refusal("UpdateIndexingConfiguration", json::object()),
              StartsWith("InvalidRequest: At least one configuration to update"));
  EXPECT_EQ(
      refusal({{"thingIndexingMode", "OFF"}, {"thingConnectivityIndexingMode", "STATUS"}}),
      "InvalidRequest: ThingIndexingMode must be turned ON for enabling "
      "ThingConnectivityIndexingMode");
  EXPECT_EQ(refusal({{"thingIndexingMode", "REGISTRY"},
                     {"managedFields", {{{"name", "thingName"}, {"type", "Number"}}}}}),
            "InvalidRequest: Only managed fields with expected types are allowed in "
            "thingIndexingConfiguration.managedFields. Invalid field(s): [name:thingName, "
            "type:Number]");
  EXPECT_THAT(refusal({{"thingIndexingMode", "REGISTRY"}, {"namedShadowIndexingMode", "ON"}}),
              StartsWith("NotImplemented: namedShadowIndexingMode"));
}

}  // namespace
}  // namespace server
