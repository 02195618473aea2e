#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::StartsWith;

json Attributes(int count) {
  json attributes = json::object();
  for (int i = 0; i < count; ++i) attributes["a" + std::to_string(i)] = "x";
  return attributes;
}

class ThingUpdate : public testing::Test {
 protected:
  ThingUpdate() {
    world.Call("CreateThingType", {{"thingTypeName", "lamps"}});
    world.Call("CreateThing",
               {{"thingName", "lamp"},
                {"attributePayload", {{"attributes", {{"room", "hall"}, {"watts", "5"}}}}}});
  }

  static json Lamp(json members) {
    members["thingName"] = "lamp";
    return members;
  }

  static json WithAttributes(const json& attributes, bool merge = false) {
    return Lamp({{"attributePayload", {{"attributes", attributes}, {"merge", merge}}}});
  }

  json Shown() { return world.Call("DescribeThing", {{"thingName", "lamp"}}); }

  World world;
};

TEST_F(ThingUpdate, ReplacesAttributesOrMergesThem) {
  world.Call("UpdateThing", WithAttributes({{"room", "attic"}, {"lit", "yes"}}, true));
  EXPECT_EQ(Shown()["attributes"], json({{"room", "attic"}, {"lit", "yes"}, {"watts", "5"}}));
  world.Call("UpdateThing", WithAttributes({{"lit", "no"}}));
  EXPECT_EQ(Shown()["attributes"], json({{"lit", "no"}}));
}

TEST_F(ThingUpdate, RemovesAnAttributeWithAnEmptyValue) {
  world.Call("UpdateThing", WithAttributes({{"room", ""}}, true));
  EXPECT_EQ(Shown()["attributes"], json({{"watts", "5"}}));
}

TEST_F(ThingUpdate, LeavesAttributesThatAreNotSent) {
  world.Call("UpdateThing", Lamp({{"thingTypeName", "lamps"}}));
  EXPECT_EQ(Shown()["attributes"], json({{"room", "hall"}, {"watts", "5"}}));
  EXPECT_EQ(Shown()["thingTypeName"], "lamps");
}

TEST_F(ThingUpdate, RaisesTheVersion) {
  world.Call("UpdateThing", WithAttributes({{"lit", "no"}}));
  world.Call("UpdateThing", Lamp({{"thingTypeName", "lamps"}, {"expectedVersion", 2}}));
  EXPECT_EQ(Shown()["version"], 3);
}

TEST_F(ThingUpdate, OfAnotherVersionIsRefused) {
  json update = WithAttributes({{"lit", "no"}});
  update["expectedVersion"] = 5;
  EXPECT_EQ(world.Refusal("UpdateThing", update),
            "VersionConflict: Expected version 5 but found version 1");
  EXPECT_EQ(Shown()["version"], 1);
}

TEST_F(ThingUpdate, RemovesTheTypeOrChangesItButNotBoth) {
  world.Call("UpdateThing", Lamp({{"thingTypeName", "lamps"}}));
  EXPECT_THAT(world.Refusal("UpdateThing",
                            Lamp({{"thingTypeName", "lamps"}, {"removeThingType", true}})),
              StartsWith("InvalidRequest"));
  world.Call("UpdateThing", Lamp({{"removeThingType", true}}));
  EXPECT_FALSE(Shown().contains("thingTypeName"));
}

TEST_F(ThingUpdate, OfUnknownThingsAndTypesIsNotFound) {
  EXPECT_THAT(world.Refusal("UpdateThing", {{"thingName", "ghost"}}),
              StartsWith("ResourceNotFound"));
  EXPECT_THAT(world.Refusal("UpdateThing", Lamp({{"thingTypeName", "ghosts"}})),
              StartsWith("ResourceNotFound"));
}

TEST_F(ThingUpdate, AllowsThreeAttributesWithoutATypeAndFiftyWithOne) {
  EXPECT_EQ(world.Refusal("UpdateThing", WithAttributes(Attributes(3))), "accepted");
  EXPECT_THAT(world.Refusal("UpdateThing", WithAttributes(Attributes(4))),
              StartsWith("InvalidRequest"));
  world.Call("UpdateThing", Lamp({{"thingTypeName", "lamps"}}));
  EXPECT_EQ(world.Refusal("UpdateThing", WithAttributes(Attributes(50))), "accepted");
  EXPECT_THAT(world.Refusal("UpdateThing", WithAttributes(Attributes(51))),
              StartsWith("InvalidRequest"));
  EXPECT_THAT(world.Refusal("UpdateThing", Lamp({{"removeThingType", true}})),
              StartsWith("InvalidRequest"))
      << "fifty are too many without it";
}

}  // namespace
}  // namespace server
