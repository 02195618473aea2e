#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The world's clock stands at 2026-01-01T12:00; the windows are from 02:00 to 03:00 each day.
class WindowTest : public testing::Test {
 protected:
  WindowTest() {
    world.Call("CreateThingGroup", {{"thingGroupName", "hall"}});
    for (const char* thing : {"fan", "lamp"}) {
      world.CreateThing(thing);
      Join(thing);
    }
  }

  void Join(const char* thing) {
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "hall"}});
  }

  void CreateJob(json more = json::object(), const char* id = "w") {
    more["targetSelection"] = "CONTINUOUS";
    more["schedulingConfig"].update(
        {{"startTime", "2026-01-01T13:00"},
         {"maintenanceWindows",
          {{{"startTime", "cron(0 2 * * ? *)"}, {"durationInMinutes", 60}}}}});
    world.CreateJob(id, {World::Group("hall")}, std::move(more));
  }

  void GoTo(const char* time) {
    world.service.SetClock(*engine::ParseInstant(std::string("2026-01-") + time + ":00Z"));
  }

  json Status() { return world.Job("w")["status"]; }

  // The ids of a thing's pending list.
  std::string Pending(const char* thing) {
    const json lists = world.Device("GetPendingJobExecutions", {{"thingName", thing}});
    std::string ids;
    for (const char* list : {"inProgressJobs", "queuedJobs"}) {
      for (const json& summary : lists[list]) ids += summary["jobId"].get<std::string>() + " ";
    }
    return ids;
  }

  World world;
};

TEST_F(WindowTest, JobIsScheduledOutsideItsWindowsAndInProgressInThem) {
  CreateJob();
  GoTo("01T13:00");
  EXPECT_EQ(Status(), "SCHEDULED") << "startTime is in no window";
  EXPECT_THAT(world.Listed("lamp"), IsEmpty());
  GoTo("02T02:00");
  EXPECT_EQ(Status(), "IN_PROGRESS");
  EXPECT_EQ(Pending("lamp"), "w ");
  GoTo("02T03:00");
  EXPECT_EQ(Status(), "SCHEDULED");
  GoTo("03T02:00");
  EXPECT_EQ(Status(), "IN_PROGRESS");
}

TEST_F(WindowTest, QueuedIsHiddenWhenItClosesAndShownWhenItOpensAgain) {
  CreateJob();
  GoTo("02T02:00");
  EXPECT_THAT(world.Heard(),
              ElementsAre("fan notify QUEUED:w", "fan notify-next w#1 QUEUED",
                          "lamp notify QUEUED:w", "lamp notify-next w#1 QUEUED"));
  GoTo("02T03:00");
  EXPECT_THAT(world.Heard(),
              ElementsAre("fan notify", "fan notify-next", "lamp notify", "lamp notify-next"));
  EXPECT_EQ(Pending("lamp"), "");
  EXPECT_EQ(world.Start("lamp"), json::object());
  EXPECT_EQ(world.Device("DescribeJobExecution", {{"thingName", "lamp"}, {"jobId", "$next"}}),
            json::object());
  EXPECT_EQ(world.Execution("lamp", "w")["status"], "QUEUED");
  EXPECT_EQ(world.Job("w")["jobProcessDetails"]["numberOfQueuedThings"], 2);
  GoTo("03T02:00");
  EXPECT_THAT(world.Heard(),
              ElementsAre("fan notify QUEUED:w", "fan notify-next w#1 QUEUED",
                          "lamp notify QUEUED:w", "lamp notify-next w#1 QUEUED"));
  EXPECT_EQ(world.Execution("lamp", "w")["versionNumber"], 1);
}

TEST_F(WindowTest, WhatIsInProgressGoesOn) {
  CreateJob(World::Timeout(120));
  GoTo("02T02:30");
  world.Start("lamp");
  world.Heard();
  GoTo("02T03:00");
  EXPECT_THAT(world.Heard(), ElementsAre("fan notify", "fan notify-next"));
  EXPECT_EQ(Pending("lamp"), "w ");
  EXPECT_EQ(world.Start("lamp")["execution"]["jobId"], "w");
  GoTo("02T04:30");
  EXPECT_EQ(world.Execution("lamp", "w")["status"], "TIMED_OUT") << "its timer too";
}

TEST_F(WindowTest, RetryOutsideAWindowWaitsForTheNext) {
  CreateJob(World::Retries("FAILED", 1));
  GoTo("02T02:00");
  world.Start("lamp");
  GoTo("02T03:00");
  world.Heard();
  world.Update("lamp", "w", "FAILED");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
  EXPECT_EQ(world.Execution("lamp", "w")["executionNumber"], 2);
  EXPECT_EQ(Pending("lamp"), "");
  GoTo("03T02:00");
  EXPECT_EQ(world.Start("lamp")["execution"]["executionNumber"], 2);
}

TEST_F(WindowTest, ThingThatJoinsOutsideAWindowHearsOfItInTheNext) {
  CreateJob();
  GoTo("02T03:00");
  world.Heard();
  world.CreateThing("late");
  Join("late");
  EXPECT_THAT(world.Heard(), IsEmpty());
  EXPECT_THAT(world.Listed("late"), SizeIs(1));
  GoTo("03T02:00");
  EXPECT_EQ(Pending("late"), "w ");
}

TEST_F(WindowTest, ThingThatLeavesOutsideAWindowIsRemovedUnheard) {
  CreateJob();
  GoTo("02T03:00");
  world.Heard();
  world.Call("RemoveThingFromThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "hall"}});
  EXPECT_THAT(world.Heard(), IsEmpty());
  EXPECT_EQ(world.Execution("lamp", "w")["status"], "REMOVED");
}

TEST_F(WindowTest, RolloutRestsBetweenWindows) {
  std::vector<std::string> names;
  for (int i = 0; i < 98; ++i) {
    world.CreateThing("t" + std::to_string(i));
    Join(("t" + std::to_string(i)).c_str());
  }
  CreateJob({{"jobExecutionsRolloutConfig", {{"maximumPerMinute", 1}}}});
  GoTo("02T12:00");
  const json job = world.Job("w");
  EXPECT_EQ(job["jobProcessDetails"]["numberOfQueuedThings"], 60) << "02:00 to 02:59";
  EXPECT_EQ(job["isConcurrent"], false);
  EXPECT_TRUE(job["jobProcessDetails"].contains("processingTargets"));
  GoTo("03T02:00");
  EXPECT_EQ(world.Job("w")["jobProcessDetails"]["numberOfQueuedThings"], 61);
  GoTo("03T12:00");
  EXPECT_EQ(world.Job("w")["jobProcessDetails"]["numberOfQueuedThings"], 100);
}

TEST_F(WindowTest, FrontOfTheListComesAndGoesWithTheWindow) {
  CreateJob();
  GoTo("02T03:00");
  world.CreateJob("other", {World::Thing("lamp")});
  world.Heard();
  GoTo("03T02:00");
  EXPECT_THAT(world.Heard(),
              ElementsAre("fan notify QUEUED:w", "fan notify-next w#1 QUEUED",
                          "lamp notify QUEUED:w:other", "lamp notify-next w#1 QUEUED"));
  world.Start("fan");
  world.Heard();
  GoTo("03T03:00");
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:other", "lamp notify-next other#1 QUEUED"));
}

TEST_F(WindowTest, CancelledBetweenWindowsItIsUnheard) {
  CreateJob();
  GoTo("02T03:00");
  world.Heard();
  world.Call("CancelJob", {{"jobId", "w"}});
  EXPECT_THAT(world.Heard(), IsEmpty());
  EXPECT_EQ(world.Execution("lamp", "w")["status"], "CANCELED");
  GoTo("04T12:00");
  EXPECT_EQ(Status(), "CANCELED");
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(WindowTest, CompletesAfterEndTimeBetweenWindowsToo) {
  json more = {{"schedulingConfig", {{"endTime", "2026-01-02T12:00"}}}};
  CreateJob(more);
  GoTo("02T02:00");
  for (const char* thing : {"fan", "lamp"}) world.Update(thing, "w", "SUCCEEDED");
  GoTo("02T11:59");
  EXPECT_EQ(Status(), "SCHEDULED");
  GoTo("02T12:00");
  EXPECT_EQ(Status(), "COMPLETED");
}

TEST_F(WindowTest, ScheduledJobRolloutsAreTheNextSevenStarts) {
  CreateJob();
  const json rollouts = world.Job("w")["scheduledJobRollouts"];
  ASSERT_EQ(rollouts.size(), 7U);
  EXPECT_EQ(rollouts[0]["startTime"], "2026-01-02T02:00");
  EXPECT_EQ(rollouts[6]["startTime"], "2026-01-08T02:00");
}

TEST_F(WindowTest, PendingListShowsFiveMoreInAWindow) {
  for (int i = 0; i < 7; ++i) CreateJob({}, ("w" + std::to_string(i)).c_str());
  GoTo("01T13:00");
  for (int i = 0; i < 11; ++i) {
    world.CreateJob("j" + std::to_string(i), {World::Thing("lamp")});
  }
  EXPECT_EQ(Pending("lamp"), "j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 ");
  GoTo("02T02:00");
  EXPECT_EQ(Pending("lamp"), "j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 w0 w1 w2 w3 w4 ");
}

TEST_F(WindowTest, TemplateHoldsThemAndTheJobGivesTheStartTime) {
  const json windows = {{{"startTime", "cron(0 2 * * ? *)"}, {"durationInMinutes", 60}}};
  world.Call("CreateJobTemplate", {{"jobTemplateId", "t"},
                                   {"description", "nightly"},
                                   {"document", "{}"},
                                   {"maintenanceWindows", windows}});
  EXPECT_EQ(world.Call("DescribeJobTemplate", {{"jobTemplateId", "t"}})["maintenanceWindows"],
            windows);
  const json job = {{"jobId", "w"},
                    {"targets", {World::Group("hall")}},
                    {"targetSelection", "CONTINUOUS"},
                    {"jobTemplateArn", "arn:aws:iot:us-east-1:123456789012:jobtemplate/t"}};
  EXPECT_EQ(world.Refusal("CreateJob", job),
            "InvalidRequest: MaintenanceWindow cannot be used without StartTime of "
            "SchedulingConfig.");
  json scheduled = job;
  scheduled["schedulingConfig"] = {{"startTime", "2026-01-01T13:00"}};
  world.Call("CreateJob", scheduled);
  EXPECT_EQ(world.Job("w")["schedulingConfig"]["maintenanceWindows"], windows);
  world.Call("CreateJobTemplate", {{"jobTemplateId", "u"},
                                   {"description", "of a job"},
                                   {"jobArn", "arn:aws:iot:us-east-1:123456789012:job/w"}});
  EXPECT_EQ(world.Call("DescribeJobTemplate", {{"jobTemplateId", "u"}})["maintenanceWindows"],
            windows);
}

TEST_F(WindowTest, LargeWindowOpensAndClosesInPartsAndAllAreTold) {
  for (int i = 0; i < 598; ++i) {
    world.CreateThing("t" + std::to_string(i));
    Join(("t" + std::to_string(i)).c_str());
  }
  CreateJob();
  GoTo("02T02:00");
  EXPECT_THAT(world.sent, SizeIs(1200));
  world.sent.clear();
  GoTo("02T03:00");
  EXPECT_THAT(world.sent, SizeIs(1200));
  world.sent.clear();
  GoTo("10T02:00");
  EXPECT_THAT(world.sent, SizeIs(1200 * 15)) << "seven whole days, and the eighth opening";
}

}  // namespace
}  // namespace server
