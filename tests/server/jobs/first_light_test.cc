#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/world.h"

namespace server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FirstLight, AJobTravelsToADeviceAndBack) {
  World world;
  world.CreateThing("lamp");
  world.CreateJob("j", {World::Thing("lamp")});
  EXPECT_THAT(world.Heard(),
              ElementsAre("lamp notify QUEUED:j", "lamp notify-next j#1 QUEUED"));

  const auto started = world.Device("StartNextPendingJobExecution", {{"thingName", "lamp"}});
  EXPECT_EQ(started["execution"]["jobDocument"], R"({"action":"blink"})");
  EXPECT_EQ(started["execution"]["versionNumber"], 2);
  EXPECT_THAT(world.Heard(), IsEmpty());

  world.Update("lamp", "j", "SUCCEEDED");
  EXPECT_THAT(world.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
  EXPECT_EQ(world.Job("j")["status"], "COMPLETED");
  EXPECT_EQ(world.Job("j")["jobProcessDetails"]["numberOfSucceededThings"], 1);
}

}  // namespace
}  // namespace server
