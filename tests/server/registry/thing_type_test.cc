#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::HasSubstr;
using testing::StartsWith;

class ThingTypes : public testing::Test {
 protected:
  ThingTypes() { world.Call("CreateThingType", type); }

  void Deprecate(bool undo = false) {
    world.Call("DeprecateThingType", {{"thingTypeName", "lamps"}, {"undoDeprecate", undo}});
  }

  json Metadata() { return world.Call("DescribeThingType", type)["thingTypeMetadata"]; }

  std::string Deletion() { return world.Refusal("DeleteThingType", type); }

  const json type = {{"thingTypeName", "lamps"}};
  const json typed = {{"thingName", "lamp"}, {"thingTypeName", "lamps"}};
  World world;
};

TEST_F(ThingTypes, AreChangedByWhatIsSent) {
  const auto update = [&](const json& properties) {
    json input = type;
    input["thingTypeProperties"] = properties;
    world.Call("UpdateThingType", input);
    return world.Call("DescribeThingType", type)["thingTypeProperties"];
  };
  EXPECT_EQ(update({{"thingTypeDescription", "they glow"}}),
            json({{"thingTypeDescription", "they glow"}}));
  EXPECT_EQ(update({{"searchableAttributes", {"watts"}}}),
            json({{"thingTypeDescription", "they glow"}, {"searchableAttributes", {"watts"}}}));
  EXPECT_EQ(update(json::object())["thingTypeDescription"], "they glow");
}

TEST_F(ThingTypes, AreDescribedAsMade) {
  const json properties = {{"thingTypeDescription", "what stands and blows"},
                           {"searchableAttributes", {"blades", "watts"}}};
  const json made = world.Call(
      "CreateThingType", {{"thingTypeName", "fans"}, {"thingTypeProperties", properties}});
  EXPECT_EQ(made["thingTypeArn"], "arn:aws:iot:us-east-1:123456789012:thingtype/fans");
  const json shown = world.Call("DescribeThingType", {{"thingTypeName", "fans"}});
  EXPECT_EQ(shown["thingTypeId"], made["thingTypeId"]);
  EXPECT_EQ(shown["thingTypeArn"], made["thingTypeArn"]);
  EXPECT_EQ(shown["thingTypeProperties"], properties);
  EXPECT_EQ(shown["thingTypeMetadata"],
            json({{"deprecated", false}, {"creationDate", 1767268800.0}}));
}

TEST_F(ThingTypes, MadeAgainAlikeSucceedAndOtherwiseAreRefused) {
  EXPECT_EQ(world.Refusal("CreateThingType", type), "accepted");
  EXPECT_THAT(world.Refusal("CreateThingType",
                            {{"thingTypeName", "lamps"},
                             {"thingTypeProperties", {{"thingTypeDescription", "other"}}}}),
              StartsWith("ResourceAlreadyExists"));
}

TEST_F(ThingTypes, HaveAtMostThreeSearchableAttributes) {
  EXPECT_THAT(world.Refusal(
                  "CreateThingType",
                  {{"thingTypeName", "fans"},
                   {"thingTypeProperties", {{"searchableAttributes", {"a", "b", "c", "d"}}}}}),
              StartsWith("InvalidRequest"));
}

TEST_F(ThingTypes, AreListedByName) {
  world.Call("CreateThingType", {{"thingTypeName", "fans"}});
  const json all = world.Call("ListThingTypes", json::object())["thingTypes"];
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["thingTypeName"], "fans");
  const json one = world.Call("ListThingTypes", type)["thingTypes"];
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0]["thingTypeName"], "lamps");
  EXPECT_EQ(world.Call("ListThingTypes", {{"thingTypeName", "la"}})["thingTypes"],
            json::array());
}

TEST_F(ThingTypes, AreShownWithTheirThings) {
  world.Call("CreateThing", typed);
  world.CreateThing("stone");
  EXPECT_EQ(world.Call("DescribeThing", {{"thingName", "lamp"}})["thingTypeName"], "lamps");
  EXPECT_FALSE(world.Call("DescribeThing", {{"thingName", "stone"}}).contains("thingTypeName"));
  const json listed = world.Call("ListThings", type)["things"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["thingName"], "lamp");
  EXPECT_EQ(listed[0]["thingTypeName"], "lamps");
}

TEST_F(ThingTypes, AreListedWithTheirThingsPageByPage) {
  for (const char* thing : {"a", "b", "c"}) {
    world.Call("CreateThing", {{"thingName", thing}, {"thingTypeName", "lamps"}});
    world.CreateThing(std::string("untyped-") + thing);
  }
  json query = {{"thingTypeName", "lamps"}, {"maxResults", 2}};
  const json first = world.Call("ListThings", query);
  query["nextToken"] = first["nextToken"];
  const json second = world.Call("ListThings", query);
  EXPECT_EQ(first["things"].size(), 2U);
  ASSERT_EQ(second["things"].size(), 1U);
  EXPECT_EQ(second["things"][0]["thingName"], "c");
  EXPECT_FALSE(second.contains("nextToken"));
}

TEST_F(ThingTypes, UnknownOnesAreNotFound) {
  const json ghost = {{"thingTypeName", "ghosts"}};
  for (const char* operation : {"DescribeThingType", "DeprecateThingType", "DeleteThingType"}) {
    EXPECT_THAT(world.Refusal(operation, ghost), StartsWith("ResourceNotFound")) << operation;
  }
  EXPECT_THAT(
      world.Refusal("CreateThing", {{"thingName", "lamp"}, {"thingTypeName", "ghosts"}}),
      StartsWith("ResourceNotFound"));
}

TEST_F(ThingTypes, DeprecatedOnesAreGivenToNoThing) {
  world.CreateThing("old");
  world.Call("CreateThing", typed);
  Deprecate();
  EXPECT_EQ(world.Refusal("CreateThing", {{"thingName", "new"}, {"thingTypeName", "lamps"}}),
            "InvalidRequest: Can not create new thing with depreated thing type:lamps");
  EXPECT_THAT(world.Refusal("UpdateThing", {{"thingName", "old"}, {"thingTypeName", "lamps"}}),
              StartsWith("InvalidRequest"));
  EXPECT_EQ(world.Refusal("CreateThing", typed), "accepted") << "that one has it already";
  Deprecate(true);
  EXPECT_EQ(world.Refusal("UpdateThing", {{"thingName", "old"}, {"thingTypeName", "lamps"}}),
            "accepted");
}

TEST_F(ThingTypes, KeepTheInstantOfTheirFirstDeprecation) {
  Deprecate();
  const json first = Metadata();
  EXPECT_EQ(first["deprecated"], true);
  EXPECT_EQ(first["deprecationDate"], 1767268800.0);
  world.Advance(minutes(1));
  Deprecate();
  EXPECT_EQ(Metadata(), first);
  Deprecate(true);
  EXPECT_EQ(Metadata(), json({{"deprecated", false}, {"creationDate", 1767268800.0}}));
}

TEST_F(ThingTypes, AreDeletedFiveMinutesAfterDeprecation) {
  EXPECT_THAT(Deletion(), StartsWith("InvalidRequest: Cannot delete thing type : lamps."));
  Deprecate();
  const std::string wait =
      "InvalidRequest: Cannot delete thing type : lamps. "
      "Please wait for 5 minutes after deprecation and then retry";
  EXPECT_EQ(Deletion(), wait);
  world.Advance(minutes(5) - milliseconds(1));
  EXPECT_EQ(Deletion(), wait);
  world.Advance(milliseconds(1));
  EXPECT_EQ(Deletion(), "accepted");
  EXPECT_THAT(world.Refusal("DescribeThingType", type), StartsWith("ResourceNotFound"));
}

TEST_F(ThingTypes, AreNotDeletedWhileAThingHasThem) {
  world.Call("CreateThing", typed);
  Deprecate();
  world.Advance(minutes(5));
  EXPECT_THAT(Deletion(), HasSubstr("associated"));
  world.Call("UpdateThing", {{"thingName", "lamp"}, {"removeThingType", true}});
  EXPECT_EQ(Deletion(), "accepted");
}

}  // namespace
}  // namespace server
