#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"
#include "tests/temporary_directory.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::hours;
using std::chrono::minutes;

const engine::Instant kStart = *engine::ParseInstant("2026-01-01T12:00:00Z");

// A job that reaches three things, one a minute.
void CreatePacedJob(World& world, json more = json::object()) {
  std::vector<std::string> targets;
  for (const char* thing : {"t0", "t1", "t2"}) {
    world.CreateThing(thing);
    targets.push_back(World::Thing(thing));
  }
  more["jobExecutionsRolloutConfig"] = {{"maximumPerMinute", 1}};
  world.CreateJob("j", targets, std::move(more));
}

json Queued(World& world) {
  return world.Job("j")["jobProcessDetails"]["numberOfQueuedThings"];
}

TEST(ClockMove, ShowsOthersTheInstantThatItHasComeTo) {
  World world;
  CreatePacedJob(world);
  world.service.BeginMove(kStart + minutes{10});
  EXPECT_EQ(world.service.Now(), kStart);
  EXPECT_TRUE(world.service.Move());
  EXPECT_EQ(world.service.Now(), kStart + minutes{1});
  EXPECT_EQ(Queued(world), 2);
  while (world.service.Move()) {
  }
  EXPECT_EQ(world.service.Now(), kStart + minutes{10});
  EXPECT_EQ(Queued(world), 3);
}

TEST(ClockMove, OperationOnTheWayHappensAtThatInstant) {
  World world;
  CreatePacedJob(world);
  world.service.BeginMove(kStart + minutes{10});
  world.service.Move();
  world.Call("CancelJob", {{"jobId", "j"}});
  while (world.service.Move()) {
  }
  const json job = world.Job("j");
  EXPECT_EQ(job["completedAt"].get<double>() - job["createdAt"].get<double>(), 60);
  EXPECT_TRUE(world.Listed("t2").empty()) << "its rollout went no further";
}

TEST(ClockMove, ProcessThatDiesOnTheWayWakesUpWhereItWas) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("clock_move.db");
  {
    World world({}, path);
    CreatePacedJob(world);
    world.service.BeginMove(kStart + minutes{10});
    world.service.Move();
  }
  World world({}, path);
  EXPECT_EQ(world.service.Now(), kStart + minutes{1});
  EXPECT_EQ(Queued(world), 2);
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 3);
  EXPECT_EQ(world.Listed("t1").size(), 1U);
}

TEST(ClockMove, EndedOnTheWayStaysWhereItWas) {
  World world;
  CreatePacedJob(world);
  world.service.BeginMove(kStart + minutes{10});
  world.service.Move();
  world.service.EndMove();
  EXPECT_TRUE(world.service.Moving().expired());
  EXPECT_EQ(world.clock.Now(), kStart + minutes{1});
  EXPECT_EQ(Queued(world), 2);
  world.Advance(minutes{1});
  EXPECT_EQ(Queued(world), 3);
}

// Rollout, windows, timeouts, retries and an end, all on one way.
std::vector<std::string> HeardOn(const std::vector<engine::Duration>& jumps) {
  World world;
  json more = World::Retries("TIMED_OUT", 2);
  more.update(World::Timeout(7));
  more["targetSelection"] = "CONTINUOUS";
  more["schedulingConfig"] = {
      {"startTime", "2026-01-01T12:30"},
      {"endTime", "2026-01-01T15:00"},
      {"endBehavior", "FORCE_CANCEL"},
      {"maintenanceWindows",
       {{{"startTime", "cron(0/20 * * * ? *)"}, {"durationInMinutes", 5}}}}};
  CreatePacedJob(world, more);
  world.Advance(minutes{41});
  world.Start("t0");
  for (const engine::Duration jump : jumps) world.Advance(jump);
  std::vector<std::string> heard;
  for (const engine::Notice& notice : world.sent) {
    heard.push_back(notice.topic + notice.payload.dump());
  }
  for (const char* thing : {"t0", "t1", "t2"}) heard.push_back(world.Listed(thing).dump());
  heard.push_back(world.Job("j").dump());
  return heard;
}

TEST(ClockMove, OneJumpEqualsManySmallSteps) {
  const std::vector<engine::Duration> steps(4 * 60 * 2, std::chrono::seconds{30});
  EXPECT_EQ(HeardOn({hours{4}}), HeardOn(steps));
}

}  // namespace
}  // namespace server
