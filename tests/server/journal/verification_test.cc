#include "server/journal/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class VerificationTest : public testing::Test {
 protected:
  VerificationTest() {
    world.CreateThing("lamp");
    world.CreateJob("update", {World::Thing("lamp")});
    world.Start("lamp");
    world.Update("lamp", "update", "SUCCEEDED");
  }

  Verification Exactly(std::size_t times, const json& filter) {
    return VerifyCount(world.journal, FilterIn(filter), times, times);
  }

  World world;
};

TEST_F(VerificationTest, CountsWhatHappened) {
  const json done = {{"kind", "change"}, {"thing", "lamp"}, {"status", "SUCCEEDED"}};
  EXPECT_TRUE(Exactly(1, done).holds);
  const Verification never = Exactly(0, done);
  EXPECT_FALSE(never.holds);
  EXPECT_EQ(never.text, "it happened once; expected: never");
  EXPECT_EQ(never.entries.size(), 1u);
  EXPECT_TRUE(Exactly(0, {{"operation", "UpdateJobExecution"}, {"refused", true}}).holds);
  world.DeviceRefusal("UpdateJobExecution",
                      {{"thingName", "lamp"}, {"jobId", "update"}, {"status", "FAILED"}});
  const Verification refused =
      Exactly(0, {{"operation", "UpdateJobExecution"}, {"refused", true}});
  EXPECT_FALSE(refused.holds);
  EXPECT_THAT(refused.entries.at(0)["text"].get<std::string>(), HasSubstr("refused, "));
  EXPECT_FALSE(VerifyCount(world.journal, FilterIn({{"thing", "fan"}}), 1, {}).holds);
}

TEST_F(VerificationTest, FindsAnOrder) {
  const EntryFilter queued = FilterIn({{"thing", "lamp"}, {"status", "QUEUED"}});
  const EntryFilter started = FilterIn({{"thing", "lamp"}, {"status", "IN_PROGRESS"}});
  const EntryFilter done = FilterIn({{"thing", "lamp"}, {"status", "SUCCEEDED"}});
  EXPECT_TRUE(VerifyOrder(world.journal, {queued, started, done}).holds);
  EXPECT_TRUE(VerifyOrder(world.journal, {queued, done}).holds);
  const Verification wrong = VerifyOrder(world.journal, {queued, done, started});
  EXPECT_FALSE(wrong.holds);
  EXPECT_EQ(wrong.text,
            "number 3 has not happened after number 2, but before it, at 2026-01-01T12:00:00Z");
  EXPECT_EQ(wrong.entries.size(), 3u);
  EXPECT_EQ(VerifyOrder(world.journal, {FilterIn({{"job", "other"}}), done}).text,
            "number 1 has not happened");
}

TEST_F(VerificationTest, WhatIsForgottenIsNotSwornTo) {
  for (int i = 0; i < 2000; ++i) world.journal.Add({}, MessageEntry{.topic = "t"});
  EXPECT_FALSE(Exactly(0, {{"kind", "message"}, {"topic", "u"}}).holds);
  EXPECT_TRUE(Exactly(0, {{"kind", "client"}}).holds);
  EXPECT_TRUE(VerifyCount(world.journal, FilterIn({{"topic", "t"}}), 1, {}).holds);
  EntryFilter late = FilterIn({{"topic", "u"}});
  late.since = world.journal.count();
  EXPECT_TRUE(VerifyCount(world.journal, late, 0, 0).holds);
}

}  // namespace
}  // namespace server
