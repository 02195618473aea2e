#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/service/settle.h"
#include "tests/server/events.h"

namespace server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kNoon = 1767268800;  // when a World begins

class JobEvents : public testing::Test {
 protected:
  JobEvents() {
    world.CreateThing("lamp");
    SwitchOn(world, {"JOB", "JOB_EXECUTION"});
  }

  // What every event of job j has.
  static json OfJob(const char* operation, const char* status, std::int64_t at = kNoon) {
    return {{"eventType", "JOB"},
            {"timestamp", at},
            {"operation", operation},
            {"jobId", "j"},
            {"status", status},
            {"targetSelection", "SNAPSHOT"},
            {"targets", {World::Thing("lamp")}},
            {"description", "night light"},
            {"createdAt", kNoon * 1000},
            {"lastUpdatedAt", at * 1000}};
  }

  static json OfExecution(const char* operation, const char* status,
                          const json& details = json::object(), std::int64_t at = kNoon) {
    json event = {{"eventType", "JOB_EXECUTION"},     {"timestamp", at},
                  {"operation", operation},           {"jobId", "j"},
                  {"thingArn", World::Thing("lamp")}, {"status", status}};
    if (!details.empty()) event["statusDetails"] = details;
    return event;
  }

  void CreateJob(json members = json::object()) {
    members["description"] = "night light";
    world.CreateJob("j", {World::Thing("lamp")}, std::move(members));
    world.sent.clear();
  }

  static json WithComment(json event) {
    event["comment"] = "too bright";
    return event;
  }

  World world;
};

TEST_F(JobEvents, NothingIsPublishedUntilATypeIsSwitchedOn) {
  World quiet;
  quiet.CreateThing("lamp");
  quiet.CreateJob("j", {World::Thing("lamp")});
  quiet.Update("lamp", "j", "SUCCEEDED");
  EXPECT_THAT(EventTopics(quiet), IsEmpty());
}

TEST_F(JobEvents, EachTypeIsSwitchedByItself) {
  world.Call("UpdateEventConfigurations",
             {{"eventConfigurations", {{"JOB", {{"Enabled", false}}}}}});
  CreateJob();
  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_THAT(EventTopics(world), ElementsAre("jobExecution/j/succeeded"));
}

TEST_F(JobEvents, CreatingAndStartingAJobIsNoEvent) {
  world.CreateJob("j", {World::Thing("lamp")});
  world.Start("lamp");
  world.Update("lamp", "j", "IN_PROGRESS");
  EXPECT_THAT(EventTopics(world), IsEmpty());
}

TEST_F(JobEvents, CompletedSaysHowManyThingsEndedHow) {
  CreateJob();
  world.Advance(std::chrono::seconds(90));
  world.Update("lamp", "j", "SUCCEEDED");
  json expected = OfJob("completed", "COMPLETED", kNoon + 90);
  expected["completedAt"] = (kNoon + 90) * 1000;
  expected["jobProcessDetails"] = {{"numberOfCanceledThings", 0},
                                   {"numberOfRejectedThings", 0},
                                   {"numberOfFailedThings", 0},
                                   {"numberOfRemovedThings", 0},
                                   {"numberOfSucceededThings", 1}};
  EXPECT_EQ(Event(world, "job/j/completed"), expected);
}

TEST_F(JobEvents, AnEmptySnapshotJobCompletesWithAnEvent) {
  world.Call("CreateThingGroup", {{"thingGroupName", "none"}});
  world.CreateJob("j", {World::Group("none")});
  EXPECT_THAT(EventTopics(world), ElementsAre("job/j/completed"));
}

TEST_F(JobEvents, CancellationInProgressHasTheCommentAndCanceledHasNot) {
  CreateJob();
  world.Call("CancelJob", {{"jobId", "j"}, {"comment", "too bright"}});
  EXPECT_EQ(Event(world, "job/j/cancellation_in_progress"),
            WithComment(OfJob("cancellation_in_progress", "CANCELLATION_IN_PROGRESS")));
  EXPECT_EQ(Event(world, "job/j/canceled"), OfJob("canceled", "CANCELED"));
  EXPECT_THAT(EventTopics(world), ElementsAre("job/j/cancellation_in_progress",
                                              "jobExecution/j/canceled", "job/j/canceled"));
}

TEST_F(JobEvents, DeletionInProgressAndDeletedHaveTheComment) {
  CreateJob();
  world.Call("CancelJob", {{"jobId", "j"}, {"comment", "too bright"}});
  world.sent.clear();
  world.Call("DeleteJob", {{"jobId", "j"}});
  EXPECT_EQ(Event(world, "job/j/deletion_in_progress"),
            WithComment(OfJob("deletion_in_progress", "DELETION_IN_PROGRESS")));
  EXPECT_EQ(Event(world, "job/j/deleted"), WithComment(OfJob("deleted", "DELETED")));
  EXPECT_THAT(EventTopics(world), ElementsAre("job/j/deletion_in_progress",
                                              "jobExecution/j/deleted", "job/j/deleted"));
}

TEST_F(JobEvents, TheEndOfALongCancellationIsToldWhenAllIsDone) {
  world.Call("CreateThingGroup", {{"thingGroupName", "crowd"}});
  for (int i = 0; i < kMostAtOnce + 1; ++i) {
    const std::string name = "lamp" + std::to_string(i);
    world.CreateThing(name);
    world.Call("AddThingToThingGroup", {{"thingName", name}, {"thingGroupName", "crowd"}});
  }
  world.CreateJob("j", {World::Group("crowd")});
  world.Advance(std::chrono::minutes(1));
  world.sent.clear();
  world.Call("CancelJob", {{"jobId", "j"}});
  const auto topics = EventTopics(world);
  ASSERT_EQ(topics.size(), kMostAtOnce + 3u);
  EXPECT_EQ(topics.front(), "job/j/cancellation_in_progress");
  EXPECT_EQ(topics.back(), "job/j/canceled");
}

TEST_F(JobEvents, ARefusedCallIsNoEvent) {
  CreateJob();
  world.Update("lamp", "j", "SUCCEEDED");
  world.sent.clear();
  EXPECT_NE(world.Refusal("CancelJob", {{"jobId", "j"}}), "accepted");
  EXPECT_NE(world.DeviceRefusal("UpdateJobExecution",
                                {{"jobId", "j"}, {"thingName", "lamp"}, {"status", "FAILED"}}),
            "accepted");
  EXPECT_THAT(EventTopics(world), IsEmpty());
}

TEST_F(JobEvents, SucceededFailedAndRejectedTellTheStatusDetails) {
  for (const auto& [status, operation] :
       {std::pair{"SUCCEEDED", "succeeded"}, {"FAILED", "failed"}, {"REJECTED", "rejected"}}) {
    CreateJob();
    world.Update("lamp", "j", status, {{"statusDetails", {{"step", "3"}}}});
    EXPECT_EQ(Event(world, std::string("jobExecution/j/") + operation),
              OfExecution(operation, status, {{"step", "3"}}));
    world.Call("DeleteJob", {{"jobId", "j"}});
  }
}

TEST_F(JobEvents, CanceledExecutionIsToldWithoutItsJob) {
  CreateJob();
  world.Call("CancelJobExecution", {{"jobId", "j"}, {"thingName", "lamp"}});
  EXPECT_EQ(Event(world, "jobExecution/j/canceled"), OfExecution("canceled", "CANCELED"));
  EXPECT_THAT(EventTopics(world), ElementsAre("jobExecution/j/canceled", "job/j/completed"));
}

TEST_F(JobEvents, TimedOutIsToldAtTheInstantOfTheTimeout) {
  CreateJob(World::Timeout(5));
  world.Start("lamp");
  world.Advance(std::chrono::hours(1));
  EXPECT_EQ(Event(world, "jobExecution/j/timed_out"),
            OfExecution("timed_out", "TIMED_OUT", json::object(), kNoon + 300));
  EXPECT_EQ(Event(world, "job/j/completed").at("timestamp"), kNoon + 300);
}

TEST_F(JobEvents, EveryFailedAttemptIsTold) {
  CreateJob(World::Retries("FAILED", 1));
  world.Update("lamp", "j", "FAILED");
  EXPECT_THAT(EventTopics(world), ElementsAre("jobExecution/j/failed"));
  world.Update("lamp", "j", "FAILED");
  EXPECT_THAT(EventTopics(world), ElementsAre("jobExecution/j/failed", "job/j/completed"));
}

TEST_F(JobEvents, RemovedIsToldWhenAThingLeavesTheGroup) {
  world.Call("CreateThingGroup", {{"thingGroupName", "g"}});
  world.Call("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "g"}});
  world.CreateJob("j", {World::Group("g")}, {{"targetSelection", "CONTINUOUS"}});
  world.Call("RemoveThingFromThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "g"}});
  EXPECT_EQ(Event(world, "jobExecution/j/removed"), OfExecution("removed", "REMOVED"));
}

TEST_F(JobEvents, DeletedExecutionIsTold) {
  CreateJob();
  world.Update("lamp", "j", "FAILED", {{"statusDetails", {{"step", "3"}}}});
  world.sent.clear();
  world.Call("DeleteJobExecution",
             {{"jobId", "j"}, {"thingName", "lamp"}, {"executionNumber", 1}});
  EXPECT_EQ(Event(world, "jobExecution/j/deleted"),
            OfExecution("deleted", "DELETED", {{"step", "3"}}));
}

TEST_F(JobEvents, ArnsHaveTheRegionOfTheCaller) {
  CreateJob();
  world.region = "eu-west-1";
  world.Call("CancelJobExecution", {{"jobId", "j"}, {"thingName", "lamp"}});
  EXPECT_EQ(Event(world, "jobExecution/j/canceled").at("thingArn"),
            "arn:aws:iot:eu-west-1:123456789012:thing/lamp");
}

}  // namespace
}  // namespace server
