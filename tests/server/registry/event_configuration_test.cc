#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/events.h"
#include "tests/temporary_directory.h"

namespace server {
namespace {

using nlohmann::json;

json Described(World& world) {
  return world.Call("DescribeEventConfigurations", json::object());
}

json Update(World& world, const json& types) {
  return world.Call("UpdateEventConfigurations", {{"eventConfigurations", types}});
}

TEST(EventConfigurations, AllElevenTypesAreOffAtFirst) {
  World world;
  const json described = Described(world);
  EXPECT_EQ(described.size(), 1u);
  EXPECT_EQ(described["eventConfigurations"].size(), 11u);
  for (const json& configuration : described["eventConfigurations"]) {
    EXPECT_EQ(configuration, json({{"Enabled", false}}));
  }
}

TEST(EventConfigurations, AnUpdateChangesTheTypesThatItNames) {
  World world;
  Update(world, {{"JOB", {{"Enabled", true}}}, {"THING", {{"Enabled", true}}}});
  world.Advance(std::chrono::milliseconds(1500));
  Update(world, {{"THING", {{"Enabled", false}}}, {"JOB", json::object()}});
  const json described = Described(world);
  EXPECT_EQ(described["eventConfigurations"]["JOB"]["Enabled"], true);
  EXPECT_EQ(described["eventConfigurations"]["THING"]["Enabled"], false);
  EXPECT_EQ(described["creationDate"], 1767268800.0);
  EXPECT_EQ(described["lastModifiedDate"], 1767268801.5);
}

TEST(EventConfigurations, WhatIsNotPublishedCannotBeSwitchedOnButOff) {
  World world;
  for (const char* type : {"POLICY", "CERTIFICATE", "CA_CERTIFICATE"}) {
    const json on = {{"JOB", {{"Enabled", true}}}, {type, {{"Enabled", true}}}};
    const std::string refusal =
        world.Refusal("UpdateEventConfigurations", {{"eventConfigurations", on}});
    EXPECT_THAT(refusal, testing::StartsWith("NotImplemented: "));
    EXPECT_THAT(refusal, testing::HasSubstr(std::string("type ") + type + " "));
    Update(world, {{type, {{"Enabled", false}}}});
  }
  EXPECT_EQ(Described(world)["eventConfigurations"]["JOB"]["Enabled"], false);
}

TEST(EventConfigurations, AnUnknownTypeIsRefused) {
  World world;
  EXPECT_THAT(world.Refusal("UpdateEventConfigurations",
                            {{"eventConfigurations", {{"WEATHER", {{"Enabled", true}}}}}}),
              testing::HasSubstr("Map keys must satisfy constraint: [Member must satisfy enum "
                                 "value set"));
}

TEST(EventConfigurations, AreKeptAcrossARestartAndForgottenByAReset) {
  const TemporaryDirectory directory;
  const std::string file = directory.File("event_configurations.db");
  {
    World world({}, file);
    Update(world, {{"JOB", {{"Enabled", true}}}});
  }
  World world({}, file);
  EXPECT_EQ(Described(world)["eventConfigurations"]["JOB"]["Enabled"], true);
  world.service.Reset();
  EXPECT_EQ(Described(world)["eventConfigurations"]["JOB"]["Enabled"], false);
}

TEST(EventConfigurations, EnabledHasACapitalE) {
  World world;
  world.Call("UpdateEventConfigurations",
             {{"eventConfigurations", {{"JOB", {{"enabled", true}}}}}});
  EXPECT_EQ(world.Call("DescribeEventConfigurations", json::object())
                .at("eventConfigurations")
                .at("JOB"),
            json({{"Enabled", false}}));
}

}  // namespace
}  // namespace server
