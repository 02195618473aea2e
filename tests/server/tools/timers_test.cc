#include "server/tools/timers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plain_words.h"
#include "server/journal/changes.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

json Listed(World& world, int most = 10) {
  return Timers(world.service, most);
}

class TimersOf : public testing::Test {
 protected:
  TimersOf() {
    for (const char* thing : {"lamp", "fan"}) world.CreateThing(thing);
    world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")}, World::Timeout(20));
    world.Start("lamp");
    world.Advance(5min);
    world.Start("fan");
    world.Update("fan", "j", "IN_PROGRESS", {{"stepTimeoutInMinutes", 7}});
  }

  World world;
};

TEST_F(TimersOf, AreListedOldestFirstWithTheirReason) {
  const json listed = Listed(world);
  EXPECT_EQ(listed["now"], "2026-01-01T12:05:00Z");
  EXPECT_EQ(listed["more"], false);
  ASSERT_EQ(listed["timers"].size(), 2u);
  EXPECT_EQ(listed["timers"][0],
            json({{"at", "2026-01-01T12:12:00Z"},
                  {"in", "7 minutes"},
                  {"kind", "stepTimeout"},
                  {"job", "j"},
                  {"thing", "fan"},
                  {"executionNumber", 1},
                  {"why", "execution 1 of job j on fan becomes TIMED_OUT by its step timer"}}));
  EXPECT_EQ(listed["timers"][1]["kind"], "inProgressTimeout");
  EXPECT_EQ(listed["timers"][1]["at"], "2026-01-01T12:20:00Z");
}

TEST_F(TimersOf, AreCutToTheNumberAskedFor) {
  const json listed = Listed(world, 1);
  EXPECT_EQ(listed["timers"].size(), 1u);
  EXPECT_EQ(listed["more"], true);
}

// What happens while the clock moves to the next instant at which something is due.
json AdvanceToNext(World& world) {
  const auto before = world.journal.Count<ChangeEntry>();
  if (const auto next = world.service.NextDue()) world.service.SetClock(*next);
  return Happened(world.journal, before)["happened"];
}

TEST_F(TimersOf, AdvancingToTheNextTellsWhatHappened) {
  const json happened = AdvanceToNext(world);
  EXPECT_EQ(world.clock.Now(), *engine::ParseInstant("2026-01-01T12:12:00Z"));
  EXPECT_EQ(happened, json({{{"at", "2026-01-01T12:12:00Z"},
                             {"kind", "jobExecution"},
                             {"job", "j"},
                             {"thing", "fan"},
                             {"executionNumber", 1},
                             {"status", "TIMED_OUT"},
                             {"text", "execution 1 of job j on fan is TIMED_OUT"}}}));
  const json last = AdvanceToNext(world);
  ASSERT_EQ(last.size(), 2u);
  EXPECT_EQ(last[1]["text"], "job j is COMPLETED");
  EXPECT_FALSE(world.service.NextDue());
}

TEST_F(TimersOf, ARetryIsPartOfWhatHappened) {
  world.CreateThing("door");
  json members = World::Timeout(1);
  members.update(World::Retries("TIMED_OUT", 1));
  world.CreateJob("k", {World::Thing("door")}, members);
  world.Start("door");
  const json happened = AdvanceToNext(world);
  ASSERT_EQ(happened.size(), 2u);
  EXPECT_EQ(happened[0]["text"], "execution 2 of job k on door is QUEUED");
  EXPECT_EQ(happened[1]["text"], "execution 1 of job k on door is TIMED_OUT");
}

TEST(PlainWords, DurationsHaveTwoUnits) {
  EXPECT_EQ(engine::PlainDuration(1min), "1 minute");
  EXPECT_EQ(engine::PlainDuration(25h + 3s), "1 day 1 hour");
  EXPECT_EQ(engine::PlainDuration(1h + 30s), "1 hour");
  EXPECT_EQ(engine::PlainDuration(2min + 5s), "2 minutes 5 seconds");
  EXPECT_EQ(engine::PlainDuration(250ms), "250 ms");
}

TEST(Timers, ARolloutMinuteIsOne) {
  World world;
  world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < 1012; ++i) {
    const std::string thing = "t" + std::to_string(i);
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
  }
  world.CreateJob("j", {World::Group("all")});
  const json timer = Listed(world)["timers"][0];
  EXPECT_EQ(timer["kind"], "rolloutMinute");
  EXPECT_EQ(timer["at"], "2026-01-01T12:01:00Z");
  EXPECT_EQ(AdvanceToNext(world)[0]["text"], "12 executions of job j are QUEUED");
}

TEST(Timers, AScheduleIsListedByItsStartWindowsAndEnd) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")},
                  {{"targetSelection", "CONTINUOUS"},
                   {"schedulingConfig",
                    {{"startTime", "2026-01-05T01:00"},
                     {"endTime", "2026-01-05T05:00"},
                     {"endBehavior", "CANCEL"},
                     {"maintenanceWindows",
                      {{{"startTime", "cron(0 2 ? * MON *)"}, {"durationInMinutes", 60}}}}}}});
  std::vector<std::string> kinds;
  while (world.service.NextDue()) {
    const json timer = Listed(world)["timers"][0];
    kinds.push_back(timer["kind"].get<std::string>() + " " + timer["at"].get<std::string>());
    AdvanceToNext(world);
  }
  EXPECT_THAT(kinds, testing::ElementsAre(
                         "jobStart 2026-01-05T01:00:00Z", "windowOpens 2026-01-05T02:00:00Z",
                         "windowCloses 2026-01-05T03:00:00Z", "jobEnd 2026-01-05T05:00:00Z"));
}

}  // namespace
}  // namespace server
