#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class DeleteJob : public testing::Test {
 protected:
  DeleteJob() {
    world.CreateThing("lamp");
    world.CreateJob("j", {World::Thing("lamp")});
  }

  World world;
};

TEST_F(DeleteJob, IsRefusedWhileTheJobIsActive) {
  EXPECT_THAT(world.Refusal("DeleteJob", {{"jobId", "j"}}),
              StartsWith("InvalidStateTransition"));
  EXPECT_EQ(world.Job("j")["status"], "IN_PROGRESS");
}

TEST_F(DeleteJob, RemovesAnEndedJobAndItsExecutions) {
  world.Update("lamp", "j", "SUCCEEDED");
  world.Heard();
  world.Call("DeleteJob", {{"jobId", "j"}});
  EXPECT_EQ(world.Refusal("DescribeJob", {{"jobId", "j"}}),
            "ResourceNotFound: Job j cannot be found.");
  EXPECT_THAT(world.Listed("lamp"), IsEmpty());
  EXPECT_THAT(world.Heard(), IsEmpty());
}

TEST_F(DeleteJob, WithForceEndsAnActiveJobAndTheDeviceHears) {
  world.Start("lamp");
  world.CreateJob("k", {World::Thing("lamp")});
  world.Heard();
  world.Call("DeleteJob", {{"jobId", "j"}, {"force", true}});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:k", "lamp notify-next k#1 QUEUED"));
  EXPECT_THAT(
      world.DeviceRefusal("UpdateJobExecution",
                          {{"thingName", "lamp"}, {"jobId", "j"}, {"status", "SUCCEEDED"}}),
      StartsWith("ResourceNotFound"));
}

TEST_F(DeleteJob, OfACanceledJobTakesWhatIsStillInProgress) {
  world.Start("lamp");
  world.Call("CancelJob", {{"jobId", "j"}});
  world.Heard();
  world.Call("DeleteJob", {{"jobId", "j"}});
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
}

TEST_F(DeleteJob, MakesTheIdFreeAndNumbersBeginAnew) {
  world.Update("lamp", "j", "FAILED");
  world.Call("DeleteJob", {{"jobId", "j"}});
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_EQ(world.Execution("lamp", "j")["executionNumber"], 1);
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfFailedThings"], 0);
}

TEST_F(DeleteJob, OfAnUnknownJobIsNotFound) {
  EXPECT_EQ(world.Refusal("DeleteJob", {{"jobId", "ghost"}}),
            "ResourceNotFound: Job ghost cannot be found.");
}

TEST_F(DeleteJob, OfAJobMeanwhileBeingDeletedIsRefused) {
  // A job of more executions than one transaction deletes.
  world.Call("CreateThingGroup", {{"thingGroupName", "all"}});
  for (int i = 0; i < 2100; ++i) {
    const std::string thing = "t" + std::to_string(i);
    world.CreateThing(thing);
    world.Call("AddThingToThingGroup", {{"thingName", thing}, {"thingGroupName", "all"}});
  }
  world.CreateJob("large", {World::Group("all")});
  world.Advance(std::chrono::minutes{2});
  const auto call = [&](const char* operation) {
    return world.service.Run(
        {api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, operation),
         {"us-east-1", "localhost"},
         {{"jobId", "large"}, {"force", true}}});
  };
  call("DeleteJob");
  ASSERT_TRUE(world.service.HasBacklog());
  EXPECT_THROW(call("DeleteJob"), engine::Error);
  EXPECT_THROW(call("CancelJob"), engine::Error);
  while (world.service.Step()) {
  }
  EXPECT_EQ(world.Refusal("DescribeJob", {{"jobId", "large"}}),
            "ResourceNotFound: Job large cannot be found.");
  EXPECT_THAT(world.Listed("t2099"), IsEmpty());
}

}  // namespace
}  // namespace server
