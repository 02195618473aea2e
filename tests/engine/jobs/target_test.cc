#include "engine/jobs/target.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

const std::string kHere = "arn:aws:iot:us-east-1:123456789012:";

TEST(Targets, AreThingsAndThingGroups) {
  EXPECT_EQ(ParseTarget(kHere + "thing/lamp"), (Target{TargetKind::kThing, "lamp"}));
  EXPECT_EQ(ParseTarget(kHere + "thinggroup/lamp"), (Target{TargetKind::kThingGroup, "lamp"}));
}

TEST(Targets, AnythingElseIsAnInvalidRequest) {
  for (const std::string& text :
       {std::string(), std::string("lamp"), kHere + "job/j", kHere + "jobtemplate/t",
        kHere + "Thing/lamp", kHere + "thing", kHere + "thing/"}) {
    EXPECT_EQ(RefusalName([&] { ParseTarget(text); }), "InvalidRequest") << text;
  }
}

}  // namespace
}  // namespace engine
