// AWS's quotas on how many there may be of something, and that they can be lifted.
#include <gtest/gtest.h>

#include "engine/jobs/job_update.h"
#include "storage/jobs/jobs.h"
#include "tests/server/world.h"

namespace server {
namespace {

using json = nlohmann::json;

Settings Unlimited() {
  Settings settings;
  settings.enforce_limits = false;
  return settings;
}

std::string JobId(int i) {
  return "j" + std::to_string(i);
}

json NewJob(int i, const char* selection) {
  return {{"jobId", JobId(i)},
          {"targets", {World::Thing("lamp")}},
          {"document", "{}"},
          {"targetSelection", selection}};
}

void FillWithJobs(World& world, const char* selection, int first) {
  for (int i = first; i < first + engine::kMostActiveJobs; ++i) {
    world.Call("CreateJob", NewJob(i, selection));
  }
}

TEST(Quotas, AnAccountHasAHundredActiveJobsOfEachSelection) {
  World world;
  world.CreateThing("lamp");
  FillWithJobs(world, "SNAPSHOT", 0);
  EXPECT_EQ(world.Refusal("CreateJob", NewJob(999, "SNAPSHOT")),
            "LimitExceeded: There are already 100 active jobs with target selection SNAPSHOT.");
  FillWithJobs(world, "CONTINUOUS", 100);
  EXPECT_EQ(
      world.Refusal("CreateJob", NewJob(999, "CONTINUOUS")),
      "LimitExceeded: There are already 100 active jobs with target selection CONTINUOUS.");
}

TEST(Quotas, JobsThatHaveEndedMakeRoom) {
  World world;
  world.CreateThing("lamp");
  FillWithJobs(world, "SNAPSHOT", 0);
  world.Update("lamp", "j0", "SUCCEEDED");
  EXPECT_EQ(world.Refusal("CreateJob", NewJob(999, "SNAPSHOT")), "accepted");
  world.Call("CancelJob", {{"jobId", "j1"}});
  EXPECT_EQ(world.Refusal("CreateJob", NewJob(1000, "SNAPSHOT")), "accepted");
  EXPECT_NE(world.Refusal("CreateJob", NewJob(1001, "SNAPSHOT")), "accepted");
}

TEST(Quotas, AJobThatIsRefusedForAnotherReasonIsNotRefusedForThem) {
  World world;
  world.CreateThing("lamp");
  FillWithJobs(world, "SNAPSHOT", 0);
  EXPECT_EQ(world.Refusal("CreateJob", NewJob(5, "SNAPSHOT")),
            "ResourceAlreadyExists: Job j5 already exists.");
}

TEST(Quotas, TenJobsCanBeInDeletion) {
  for (const bool enforced : {true, false}) {
    World world(enforced ? Settings{} : Unlimited());
    world.CreateThing("lamp");
    world.Call("CreateJob", NewJob(0, "SNAPSHOT"));
    world.store.Atomically([&] {
      for (int i = 1; i <= engine::kMostJobsInDeletion; ++i) {
        storage::Jobs(world.store)
            .Insert(engine::Job{.job_id = JobId(i),
                                .status = engine::JobStatus::kDeletionInProgress},
                    {});
      }
    });
    EXPECT_EQ(world.Refusal("DeleteJob", {{"jobId", "j0"}, {"force", true}}),
              enforced ? "LimitExceeded: There are already 10 jobs that are being deleted."
                       : "accepted");
  }
}

TEST(Quotas, FiveHundredJobsCanRollOutOrBeCanceledAtOnce) {
  for (const bool enforced : {true, false}) {
    World world(enforced ? Settings{} : Unlimited());
    world.CreateThing("lamp");
    world.Call("CreateJob", NewJob(0, "SNAPSHOT"));
    world.store.Atomically([&] {
      for (int i = 1; i <= engine::kMostConcurrentJobs; ++i) {
        storage::Jobs(world.store)
            .Insert(engine::Job{.job_id = JobId(i),
                                .status = engine::JobStatus::kCanceled,
                                .backlog_at = world.clock.Now() + std::chrono::hours(1)},
                    {});
      }
    });
    const auto call = [&](const char* operation, json input) -> std::string {
      try {
        world.service.Run({api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, operation),
                           {"us-east-1", ""},
                           std::move(input)});
        return "accepted";
      } catch (const engine::Error& refusal) {
        return std::string(Name(refusal.code));
      }
    };
    EXPECT_EQ(call("CreateJob", NewJob(999, "SNAPSHOT")),
              enforced ? "LimitExceeded" : "accepted");
    EXPECT_EQ(call("CancelJob", {{"jobId", "j0"}}), enforced ? "LimitExceeded" : "accepted");
  }
}

TEST(Quotas, CanBeLifted) {
  World world(Unlimited());
  world.CreateThing("lamp");
  FillWithJobs(world, "SNAPSHOT", 0);
  EXPECT_EQ(world.Refusal("CreateJob", NewJob(999, "SNAPSHOT")), "accepted");

  std::string parent;
  for (int depth = 0; depth < 12; ++depth) {
    const std::string name = "level" + std::to_string(depth);
    json group = {{"thingGroupName", name}};
    if (depth > 0) group["parentGroupName"] = parent;
    EXPECT_EQ(world.Refusal("CreateThingGroup", group), "accepted");
    parent = name;
  }
  for (int i = 0; i < 12; ++i) {
    const std::string name = "group" + std::to_string(i);
    world.Call("CreateThingGroup", {{"thingGroupName", name}});
    EXPECT_EQ(world.Refusal("AddThingToThingGroup",
                            {{"thingName", "lamp"}, {"thingGroupName", name}}),
              "accepted");
  }
}

}  // namespace
}  // namespace server
