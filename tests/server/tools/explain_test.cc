#include "server/tools/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"
#include "tests/temporary_directory.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using namespace std::chrono_literals;

class Explain : public testing::Test {
 protected:
  Explain() {
    for (const char* thing : {"lamp", "fan"}) world.CreateThing(thing);
  }

  json Thing(const std::string& name) {
    return world.service.Ask(
        [&](Context& c) { return ExplainThing(c, world.journal.last_heard(), name); });
  }

  json Job(const std::string& job_id) {
    return world.service.Ask(
        [&](Context& c) { return ExplainJob(c, world.journal.last_heard(), job_id); });
  }

  // The sentences of an explanation in one text.
  static std::string Text(const json& explanation) {
    std::string text;
    for (const auto& sentence : explanation["explanation"]) {
      text += sentence.get<std::string>() + "\n";
    }
    return text;
  }

  World world;
};

TEST_F(Explain, AThingWithoutJobsWaitsForNothing) {
  const json lamp = Thing("lamp");
  EXPECT_EQ(lamp["thing"], "lamp");
  EXPECT_EQ(lamp["nextJob"], nullptr);
  EXPECT_EQ(lamp["told"], nullptr);
  EXPECT_THAT(Text(lamp), HasSubstr("No job is pending for lamp."));
  EXPECT_THAT(Text(lamp), HasSubstr("they do not wait for a job to come"));
}

TEST_F(Explain, AQueuedJobWaitsForItsDeviceWhichWasTold) {
  world.Advance(5s);
  world.CreateJob("j", {World::Thing("lamp")});
  world.Advance(1min);
  const json lamp = Thing("lamp");
  EXPECT_EQ(lamp["nextJob"]["job"], "j");
  EXPECT_EQ(lamp["nextJob"]["status"], "QUEUED");
  EXPECT_EQ(lamp["told"], json({{"at", "2026-01-01T12:00:05Z"},
                                {"how", "notify-next"},
                                {"topic", "$aws/things/lamp/jobs/notify-next"},
                                {"job", "j"},
                                {"executionNumber", 1}}));
  EXPECT_EQ(lamp["lastSeen"], nullptr);
  EXPECT_THAT(Text(lamp), HasSubstr("has not been seen since 2026-01-01T12:00:00Z"));
  EXPECT_THAT(Text(lamp), HasSubstr("Nothing is sent again on reconnecting"));
}

TEST_F(Explain, WhatAnEarlierProcessToldIsReadFromTheStoredTimes) {
  const TemporaryDirectory directory;
  const std::string file = directory.File("explain.db");
  {
    World before({}, file);
    before.CreateThing("lamp");
    before.CreateJob("j", {World::Thing("lamp")});
    before.CreateJob("k", {World::Thing("lamp")});
    before.Advance(10s);
    before.Update("lamp", "j", "SUCCEEDED");
  }
  World after({}, file);
  const json lamp = after.service.Ask(
      [&](Context& c) { return ExplainThing(c, after.journal.last_heard(), "lamp"); });
  EXPECT_EQ(lamp["told"]["how"], "stored times");
  EXPECT_EQ(lamp["told"]["at"], "2026-01-01T12:00:10Z");
  EXPECT_EQ(lamp["told"]["job"], "k");
}

TEST_F(Explain, ADeviceThatAsksIsSeenAndItsRefusalsAreRepeated) {
  world.CreateJob("j", {World::Thing("lamp")});
  world.Advance(5s);
  world.Start("lamp");
  EXPECT_EQ(Thing("lamp")["lastSeen"], json({{"at", "2026-01-01T12:00:05Z"},
                                             {"operation", "StartNextPendingJobExecution"},
                                             {"over", "HTTP"}}));
  world.DeviceRefusal(
      "UpdateJobExecution",
      {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "SUCCEEDED"}, {"expectedVersion", 7}});
  const json lamp = Thing("lamp");
  EXPECT_THAT(lamp["lastSeen"]["refusal"].get<std::string>(),
              HasSubstr("Expected version 7 but found version 2"));
  EXPECT_THAT(Text(lamp), HasSubstr("refused: "));
}

TEST_F(Explain, AClientOfTheThingsNameIsConnectedOrNot) {
  EXPECT_EQ(Thing("lamp")["connection"], nullptr);
  world.Connect("lamp");
  EXPECT_THAT(Text(Thing("lamp")), HasSubstr("lamp is connected since 2026-01-01T12:00:00Z."));
  world.Disconnect("lamp");
  EXPECT_EQ(Thing("lamp")["connection"], json({{"connected", false},
                                               {"since", "2026-01-01T12:00:00Z"},
                                               {"reason", "CONNECTION_LOST"}}));
}

TEST_F(Explain, AJobInProgressSaysWhichTimerEndsIt) {
  world.CreateJob("j", {World::Thing("lamp")}, World::Timeout(20));
  world.Start("lamp");
  EXPECT_EQ(Thing("lamp")["nextJob"]["timesOutAt"], "2026-01-01T12:20:00Z");
  EXPECT_THAT(Text(Thing("lamp")), HasSubstr("in 20 minutes, by its in-progress timer"));
  world.Update("lamp", "j", "IN_PROGRESS", {{"stepTimeoutInMinutes", 7}});
  EXPECT_THAT(Text(Thing("lamp")),
              HasSubstr("2026-01-01T12:07:00Z, in 7 minutes, by its step"));
  world.Update("lamp", "j", "FAILED");
  world.CreateJob("k", {World::Thing("lamp")});
  world.Start("lamp");
  EXPECT_THAT(Text(Thing("lamp")), HasSubstr("No timer runs on it"));
}

TEST_F(Explain, AJobBehindAnotherIsNamed) {
  world.CreateJob("j", {World::Thing("lamp")});
  world.CreateJob("k", {World::Thing("lamp")});
  EXPECT_EQ(Thing("lamp")["behind"][0]["job"], "k");
  EXPECT_THAT(Text(Thing("lamp")), HasSubstr("Behind it: job k (execution 1)."));
  EXPECT_EQ(Job("k")["waitsFor"][0]["things"][0]["behind"], "j");
  EXPECT_THAT(Text(Job("k")), HasSubstr("behind job j"));
}

TEST_F(Explain, WhatEndedSaysHow) {
  world.CreateJob("j", {World::Thing("lamp")}, World::Timeout(1));
  world.Start("lamp");
  world.Advance(1min);
  world.CreateJob("k", {World::Thing("lamp")});
  world.Call("CancelJob", {{"jobId", "k"}});
  const json lamp = Thing("lamp");
  EXPECT_EQ(lamp["ended"][0]["status"], "CANCELED");
  EXPECT_EQ(lamp["ended"][1]["status"], "TIMED_OUT");
  EXPECT_THAT(Text(lamp), HasSubstr("job j (execution 1), TIMED_OUT at 2026-01-01T12:01:00Z"));
}

TEST_F(Explain, ARolloutSaysWhenItReachesAThing) {
  for (int i = 0; i < 2500; ++i) world.CreateThing("t" + std::to_string(10000 + i));
  world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < 2500; ++i) {
    world.Call("AddThingToThingGroup",
               {{"thingName", "t" + std::to_string(10000 + i)}, {"thingGroupName", "all"}});
  }
  world.CreateJob("j", {World::Group("all")});
  const json job = Job("j");
  EXPECT_EQ(job["waitsFor"][0], json({{"what", "rollout"},
                                      {"things", 1500},
                                      {"next", 1000},
                                      {"until", "2026-01-01T12:01:00Z"},
                                      {"last", "2026-01-01T12:02:00Z"}}));
  EXPECT_EQ(Thing("t11999")["notYet"][0], json({{"job", "j"},
                                                {"waitsFor", "rollout"},
                                                {"ahead", 999},
                                                {"until", "2026-01-01T12:01:00Z"}}));
  EXPECT_EQ(Thing("t12000")["notYet"][0]["until"], "2026-01-01T12:02:00Z");
  world.Advance(2min);
  EXPECT_EQ(Thing("t12000")["notYet"], json::array());
  EXPECT_EQ(Thing("t12000")["told"]["at"], "2026-01-01T12:02:00Z");
}

TEST_F(Explain, AJobWaitsForTheDevicesThatItNames) {
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")}, World::Timeout(10));
  world.Start("lamp");
  const json job = Job("j");
  EXPECT_EQ(job["waitsFor"][0],
            json({{"what", "devices"},
                  {"status", "QUEUED"},
                  {"count", 1},
                  {"things", {{{"thing", "fan"}, {"executionNumber", 1}}}}}));
  EXPECT_EQ(job["waitsFor"][1]["things"][0]["timesOutAt"], "2026-01-01T12:10:00Z");
  EXPECT_THAT(Text(job), HasSubstr("fan since 2026-01-01T12:00:00Z, not seen since"));
  EXPECT_THAT(Text(job), HasSubstr("It is COMPLETED when every execution has ended."));
}

TEST_F(Explain, AJobThatEndedSaysHow) {
  world.CreateJob("j", {World::Thing("lamp")});
  world.Call("CancelJob",
             {{"jobId", "j"}, {"reasonCode", "TOO_BRIGHT"}, {"comment", "it hurts"}});
  EXPECT_THAT(Text(Job("j")), HasSubstr("cancelled at 2026-01-01T12:00:00Z for the reason "
                                        "TOO_BRIGHT: it hurts."));
  world.CreateJob("k", {World::Thing("fan")});
  world.Update("fan", "k", "FAILED");
  EXPECT_EQ(Job("k")["waitsFor"], json::array());
  EXPECT_THAT(Text(Job("k")), HasSubstr("Executions: 1 FAILED."));
}

json Starting(const char* at) {
  return {{"schedulingConfig", {{"startTime", at}}}};
}

TEST_F(Explain, AScheduledJobWaitsForItsStart) {
  world.CreateJob("j", {World::Thing("lamp")}, Starting("2026-01-01T13:00"));
  EXPECT_EQ(Job("j")["waitsFor"][0],
            json({{"what", "startTime"}, {"until", "2026-01-01T13:00:00Z"}}));
  EXPECT_THAT(Text(Job("j")), HasSubstr("its start, on Thursday 2026-01-01T13:00:00Z"));
  EXPECT_EQ(
      Thing("lamp")["notYet"],
      json({{{"job", "j"}, {"waitsFor", "startTime"}, {"until", "2026-01-01T13:00:00Z"}}}));
  EXPECT_EQ(Thing("fan")["notYet"], json::array());
  world.Advance(1h);
  EXPECT_EQ(Thing("lamp")["nextJob"]["job"], "j");
}

TEST_F(Explain, AJobOutsideItsWindowsWaitsForTheNextOne) {
  json members = Starting("2026-01-05T02:00");
  members["targetSelection"] = "CONTINUOUS";
  members["schedulingConfig"]["maintenanceWindows"] = {
      {{"startTime", "cron(0 2 ? * MON *)"}, {"durationInMinutes", 60}}};
  world.CreateJob("j", {World::Thing("lamp")}, members);
  world.Advance(3 * 24h + 14h + 30min);
  EXPECT_THAT(Text(Job("j")), HasSubstr("in a maintenance window until Monday "
                                        "2026-01-05T03:00:00Z"));
  world.Advance(1h);
  EXPECT_EQ(Job("j")["waitsFor"][0],
            json({{"what", "window"}, {"until", "2026-01-12T02:00:00Z"}}));
  EXPECT_EQ(Thing("lamp")["nextJob"], nullptr);
  EXPECT_THAT(Text(Thing("lamp")),
              HasSubstr("opens on Monday 2026-01-12T02:00:00Z, and until then it is hidden"));
}

TEST_F(Explain, AbortCriteriaSayHowFarTheyHaveCome) {
  world.CreateJob("j", {World::Thing("lamp"), World::Thing("fan")},
                  {{"abortConfig",
                    {{"criteriaList",
                      {{{"failureType", "FAILED"},
                        {"action", "CANCEL"},
                        {"thresholdPercentage", 34.5},
                        {"minNumberOfExecutedThings", 2}}}}}}});
  world.Update("lamp", "j", "FAILED");
  EXPECT_EQ(Job("j")["abortCriteria"][0]["failures"], 1);
  EXPECT_THAT(Text(Job("j")), HasSubstr("Abort criterion 1 wants 34.5 % FAILED of at least 2 "
                                        "executions that ended: so far 1 of 1."));
  world.Update("fan", "j", "SUCCEEDED");
  EXPECT_THAT(Text(Job("j")), HasSubstr("for the reason ABORT_CRITERIA_MET: Canceled by abort "
                                        "criterion 1: 1 of 2"));
}

TEST_F(Explain, WhatDoesNotExistIsNotFound) {
  EXPECT_THROW(Thing("door"), engine::Error);
  EXPECT_THROW(Job("door"), engine::Error);
}

TEST(LastHeard, IsOfTheThingsHeardOfLast) {
  const auto& operation =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kData, "UpdateJobExecution");
  LastHeard last_heard{engine::Instant{}};
  const auto hear = [&](const std::string& thing, bool over_mqtt) {
    last_heard.Hear(
        {.what = CallEntry{.operation = &operation, .over_mqtt = over_mqtt, .thing = thing}});
  };
  for (int i = 0; i <= 10'000; ++i) {
    hear("t" + std::to_string(i), false);
    hear("t0", true);
  }
  EXPECT_EQ(last_heard.Find("t1"), nullptr);
  ASSERT_NE(last_heard.Find("t0"), nullptr);
  EXPECT_TRUE(last_heard.Find("t0")->request->over_mqtt);
  EXPECT_NE(last_heard.Find("t10000"), nullptr);
}

}  // namespace
}  // namespace server
