#include "engine/jobs/target.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "engine/uuid.h"
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

TEST(Uuid, IsOfVersionFourAndNeverTheSame) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second) << uuid;
  }
}

}  // namespace
}  // namespace engine
