#include "engine/registry/thing_types.h"

#include <gtest/gtest.h>

#include "engine/error.h"

namespace engine {
namespace {

using nlohmann::json;

const json kBefore = {{"room", "hall"}, {"watts", "5"}};

TEST(Attributes, StayWhenThePayloadHasNone) {
  EXPECT_EQ(WithAttributes(kBefore, json::object()), kBefore);
  EXPECT_EQ(WithAttributes(kBefore, {{"merge", false}}), kBefore);
}

TEST(Attributes, AreReplacedUnlessMerged) {
  const json sent = {{"lit", "yes"}};
  EXPECT_EQ(WithAttributes(kBefore, {{"attributes", sent}}), sent);
  EXPECT_EQ(WithAttributes(kBefore, {{"attributes", sent}, {"merge", true}}),
            json({{"room", "hall"}, {"watts", "5"}, {"lit", "yes"}}));
}

TEST(Attributes, GoWithAnEmptyValue) {
  EXPECT_EQ(WithAttributes(kBefore, {{"attributes", {{"room", ""}}}, {"merge", true}}),
            json({{"watts", "5"}}));
  EXPECT_EQ(WithAttributes(kBefore, {{"attributes", {{"room", ""}}}}), json::object());
}

TEST(ThingTypeDeletion, WaitsFiveMinutesFromTheFirstDeprecation) {
  const Instant noon = FromMilliseconds(1767268800000);
  ThingType type = Deprecate({.name = "lamps", .created_at = noon}, false, noon);
  type = Deprecate(type, false, noon + std::chrono::minutes(4));
  EXPECT_THROW(CheckMayBeDeleted(type, false, noon + std::chrono::minutes(4)), Error);
  EXPECT_NO_THROW(CheckMayBeDeleted(type, false, noon + std::chrono::minutes(5)));
}

}  // namespace
}  // namespace engine
