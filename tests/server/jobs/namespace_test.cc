// Jobs with a namespaceId: a pending list of their own, on topics of their own.
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using json = nlohmann::json;
using Lines = std::vector<std::string>;

class Namespaces : public testing::Test {
 protected:
  Namespaces() {
    world.CreateThing("core");
    world.CreateJob("plain", {World::Thing("core")});
    world.CreateJob("deployment", {World::Thing("core")}, {{"namespaceId", "gg"}});
  }

  json Next() {
    return world.Device("DescribeJobExecution", {{"thingName", "core"}, {"jobId", "$next"}});
  }

  std::vector<std::string> JobsIn(const char* operation, json input) {
    std::vector<std::string> ids;
    const json answer = world.Call(operation, std::move(input));
    for (const json& entry : answer.begin().value()) ids.push_back(entry.at("jobId"));
    return ids;
  }

  World world;
};

TEST_F(Namespaces, HaveNoticesOfTheirOwn) {
  EXPECT_EQ(world.Heard(), (Lines{"core notify QUEUED:plain", "core notify-next plain#1 QUEUED",
                                  "core notify-namespace-gg QUEUED:deployment"}));
  world.namespace_id = "gg";
  world.Update("core", "deployment", "SUCCEEDED");
  EXPECT_EQ(world.Heard(), (Lines{"core notify-namespace-gg"}));
}

// AWS: Greengrass's deployments are known to wait so.
TEST_F(Namespaces, ShareOneFront) {
  world.Heard();
  world.namespace_id = "gg";
  EXPECT_EQ(Next(), json::object());
  EXPECT_EQ(world.Start("core"), json::object());
  world.namespace_id = "";
  world.Update("core", "plain", "SUCCEEDED");
  EXPECT_EQ(world.Heard(), (Lines{"core notify", "core notify-next",
                                  "core notify-next-namespace-gg deployment#1 QUEUED"}));
  world.CreateJob("later", {World::Thing("core")});
  EXPECT_EQ(world.Heard(), (Lines{"core notify QUEUED:later"}));
  EXPECT_EQ(Next(), json::object());
  world.namespace_id = "gg";
  EXPECT_EQ(Next()["execution"]["jobId"], "deployment");
  world.Update("core", "deployment", "SUCCEEDED");
  EXPECT_EQ(world.Heard(), (Lines{"core notify-namespace-gg", "core notify-next-namespace-gg",
                                  "core notify-next later#1 QUEUED"}));
}

TEST_F(Namespaces, HideTheirJobsFromEveryOtherTopic) {
  EXPECT_EQ(Next()["execution"]["jobId"], "plain");
  const json pending = world.Device("GetPendingJobExecutions", {{"thingName", "core"}});
  EXPECT_EQ(pending["queuedJobs"].size(), 1U);
  EXPECT_EQ(world.Start("core")["execution"]["jobId"], "plain");
  for (const char* other : {"", "another"}) {
    world.namespace_id = other;
    const json names = {{"thingName", "core"}, {"jobId", "deployment"}, {"status", "FAILED"}};
    EXPECT_TRUE(
        world.DeviceRefusal("DescribeJobExecution", names).starts_with("ResourceNotFound"));
    EXPECT_TRUE(
        world.DeviceRefusal("UpdateJobExecution", names).starts_with("ResourceNotFound"));
  }
  world.namespace_id = "gg";
  EXPECT_TRUE(
      world.DeviceRefusal("DescribeJobExecution", {{"thingName", "core"}, {"jobId", "plain"}})
          .starts_with("ResourceNotFound"));
}

TEST_F(Namespaces, StayWithARetry) {
  json members = World::Retries("FAILED", 1);
  members["namespaceId"] = "gg";
  world.CreateJob("again", {World::Thing("core")}, members);
  world.Update("core", "plain", "SUCCEEDED");
  world.namespace_id = "gg";
  world.Update("core", "deployment", "SUCCEEDED");
  world.Update("core", "again", "FAILED");
  EXPECT_EQ(Next()["execution"]["jobId"], "again");
  EXPECT_EQ(Next()["execution"]["executionNumber"], 2);
}

TEST_F(Namespaces, StayWithThingsThatJoinLater) {
  world.Call("CreateThingGroup", {{"thingGroupName", "cores"}});
  world.CreateJob("rest", {World::Group("cores")},
                  {{"namespaceId", "gg"}, {"targetSelection", "CONTINUOUS"}});
  world.CreateThing("late");
  world.sent.clear();
  world.Call("AddThingToThingGroup", {{"thingGroupName", "cores"}, {"thingName", "late"}});
  EXPECT_EQ(world.Heard(), (Lines{"late notify-namespace-gg QUEUED:rest",
                                  "late notify-next-namespace-gg rest#1 QUEUED"}));
}

TEST_F(Namespaces, FilterListsForOperatorsWhoSeeAllJobsElse) {
  EXPECT_EQ(JobsIn("ListJobs", json::object()), (Lines{"deployment", "plain"}));
  EXPECT_EQ(JobsIn("ListJobs", {{"namespaceId", "gg"}}), (Lines{"deployment"}));
  EXPECT_EQ(JobsIn("ListJobs", {{"namespaceId", "other"}}), Lines{});
  EXPECT_EQ(JobsIn("ListJobExecutionsForThing", {{"thingName", "core"}}),
            (Lines{"deployment", "plain"}));
  EXPECT_EQ(JobsIn("ListJobExecutionsForThing", {{"thingName", "core"}, {"namespaceId", "gg"}}),
            (Lines{"deployment"}));
  EXPECT_EQ(world.Job("deployment")["namespaceId"], "gg");
  EXPECT_FALSE(world.Job("plain").contains("namespaceId"));
}

TEST_F(Namespaces, AJobIsNotFoundInAnother) {
  const std::string missing = "ResourceNotFound: Job deployment cannot be found.";
  const json named = {{"jobId", "deployment"}, {"namespaceId", "other"}, {"force", true}};
  json update = named;
  update["description"] = "x";
  EXPECT_EQ(world.Refusal("UpdateJob", update), missing);
  EXPECT_EQ(world.Refusal("DeleteJob", named), missing);
  json associate = named;
  associate["targets"] = {World::Group("cores")};
  EXPECT_EQ(world.Refusal("AssociateTargetsWithJob", associate), missing);
  json execution = named;
  execution["thingName"] = "core";
  execution["executionNumber"] = 1;
  EXPECT_EQ(world.Refusal("DeleteJobExecution", execution), missing);
  execution["namespaceId"] = "gg";
  EXPECT_EQ(world.Refusal("DeleteJobExecution", execution), "accepted");
  json remove = named;
  remove.erase("namespaceId");
  EXPECT_EQ(world.Refusal("DeleteJob", remove), "accepted");
}

}  // namespace
}  // namespace server
