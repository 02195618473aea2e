// Attributes that go with what a thing publishes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.h"
#include "engine/registry/thing_types.h"

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

json With(const json& attributes) {
  return {{"mqtt5Configuration", {{"propagatingAttributes", attributes}}}};
}

std::string Refusal(const json& attribute) {
  try {
    CheckPropagatingAttributes(With(json::array({attribute})));
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Propagation, IsOfTheAttributesThatTheThingHas) {
  const ThingType type{.properties = With({{{"userPropertyKey", "a"}, {"thingAttribute", "x"}},
                                           {{"userPropertyKey", "b"}, {"thingAttribute", "y"}},
                                           {{"userPropertyKey", "c"},
                                            {"connectionAttribute", "iot:ClientId"}}})};
  const Thing thing{.name = "lamp", .attributes = {{"x", "1"}}};
  EXPECT_THAT(PropagatedProperties(type, thing),
              ElementsAre(Pair("a", "1"), Pair("c", "lamp")));
}

TEST(Propagation, IsOfNothingWhereTheTypeSaysNothing) {
  EXPECT_THAT(PropagatedProperties({}, {.name = "lamp"}), IsEmpty());
  EXPECT_THAT(PropagatedProperties({.properties = {{"mqtt5Configuration", json::object()}}},
                                   {.name = "lamp"}),
              IsEmpty());
}

TEST(Propagation, TakesAKeyAndOneSource) {
  EXPECT_EQ(Refusal({{"userPropertyKey", "a"}, {"thingAttribute", "x"}}), "none");
  EXPECT_EQ(Refusal({{"userPropertyKey", "a"}, {"connectionAttribute", "iot:Thing.ThingName"}}),
            "none");
  const std::string refusal =
      "A propagating attribute has a userPropertyKey, and either a thingAttribute or a "
      "connectionAttribute.";
  EXPECT_EQ(Refusal({{"userPropertyKey", "a"}}), refusal);
  EXPECT_EQ(Refusal({{"thingAttribute", "x"}}), refusal);
  EXPECT_EQ(Refusal({{"userPropertyKey", "a"},
                     {"thingAttribute", "x"},
                     {"connectionAttribute", "iot:ClientId"}}),
            refusal);
  EXPECT_EQ(
      Refusal({{"userPropertyKey", "a"}, {"connectionAttribute", "iot:Port"}}),
      "The connectionAttribute iot:Port is neither iot:ClientId nor iot:Thing.ThingName.");
}

}  // namespace
}  // namespace engine
