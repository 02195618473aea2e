// Behaviours as data: what is read, and what makes no sense.
#include "virtual_devices/behaviour.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api_spec/check.h"
#include "engine/error.h"
#include "virtual_devices/broker.h"
#include "virtual_devices/chance.h"

namespace virtual_devices {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const api_spec::Operation& Described() {
  return api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "StartVirtualDevices");
}

std::string Problem(json document) {
  std::string problem = api_spec::UndescribedMember(Described(), document);
  if (problem.empty()) problem = api_spec::CheckInput(Described(), document);
  if (!problem.empty()) return problem;
  try {
    ReadPlan(document);
  } catch (const engine::Error& refusal) {
    return refusal.what();
  }
  return "";
}

TEST(Behaviour, NamesAreThoseOfTheDescription) {
  const auto& members = Described().members;
  const auto found = std::ranges::find(members, "behaviour", &api_spec::Member::name);
  ASSERT_NE(found, members.end());
  EXPECT_THAT(BehaviourNames(), testing::UnorderedElementsAreArray(found->schema->enumeration));
}

TEST(Behaviour, EveryNamedOneIsAsDescribed) {
  for (const std::string& name : BehaviourNames()) {
    EXPECT_EQ(Problem(NamedBehaviour(name)), "") << name;
    EXPECT_EQ(Problem({{"behaviour", name}}), "") << name;
  }
}

TEST(Behaviour, WhatIsSaidGoesBeforeWhatTheNameMeans) {
  const FleetPlan plan =
      ReadPlan({{"behaviour", "slow"}, {"works", {{"takes", {{"median", "1h"}}}}}});
  EXPECT_EQ(plan.behaviour.median, std::chrono::hours(1));
  EXPECT_EQ(plan.behaviour.spread, 2);
  EXPECT_EQ(ReadPlan({{"behaviour", "never-answers"}}).behaviour.ends,
            (std::map<Outcome, double>{{Outcome::kIgnored, 1}}));
}

TEST(Behaviour, SharesAreHundredPercentTogether) {
  EXPECT_EQ(Problem({{"works", {{"ends", {{"SUCCEEDED", "99.5%"}, {"silent", "0.5%"}}}}}}), "");
  EXPECT_THAT(Problem({{"works", {{"ends", {{"SUCCEEDED", "94%"}, {"FAILED", "7%"}}}}}}),
              HasSubstr("'works.ends' are to be 100% together"));
  EXPECT_THAT(Problem({{"works", {{"ends", json::object()}}}}), HasSubstr("100% together"));
  EXPECT_THAT(Problem({{"loses", {{"power", "101%"}}}}), HasSubstr("at most 100%"));
}

TEST(Behaviour, WhatMakesNoSenseIsRefusedByName) {
  EXPECT_EQ(Problem({{"works", {{"downloads", true}}}}), "works.downloads");
  EXPECT_THAT(Problem({{"works", {{"ends", {{"SUCCEEDED", "most"}}}}}}),
              HasSubstr("'works.ends.SUCCEEDED'"));
  EXPECT_THAT(Problem({{"works", {{"takes", {{"median", "soon"}}}}}}), HasSubstr("'median'"));
  EXPECT_THAT(Problem({{"works", {{"takes", {{"median", "0s"}}}}}}), HasSubstr("'median'"));
  EXPECT_THAT(Problem({{"works", {{"takes", {{"spread", 0.5}}}}}}), HasSubstr("takes.spread"));
  EXPECT_THAT(Problem({{"loses", {{"awayFor", {{"least", "10m"}}}}}}), HasSubstr("longer"));
  EXPECT_THAT(Problem({{"works", {{"reportsEvery", "0%"}}}}), HasSubstr("at least 1%"));
  EXPECT_THAT(Problem({{"pollsEvery", "1m"}}), HasSubstr("polls or both"));
  EXPECT_THAT(Problem({{"devices", {{"count", 2}, {"name", "lamp"}}}}), HasSubstr("{n}"));
  EXPECT_THAT(Problem({{"devices", {{"name", "a b"}}}}), HasSubstr("devices.name"));
}

TEST(Behaviour, DevicesAreNumberedInOrderOfTheirNames) {
  const FleetPlan plan = ReadPlan({{"devices", {{"count", 12}, {"name", "lamp-{n}-a"}}}});
  EXPECT_EQ(plan.NameOf(1), "lamp-01-a");
  EXPECT_EQ(plan.NameOf(12), "lamp-12-a");
}

TEST(Chance, IsTheSameForTheSamePurpose) {
  EXPECT_EQ(Chance(7, {"lamp", "j"}).Next(), Chance(7, {"lamp", "j"}).Next());
  EXPECT_NE(Chance(7, {"lamp", "j"}).Next(), Chance(7, {"lam", "pj"}).Next());
  EXPECT_NE(Chance(7, {"lamp", "j"}).Next(), Chance(8, {"lamp", "j"}).Next());
}

TEST(Chance, ScattersAroundTheMedian) {
  int less = 0, near = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto drawn = Chance(1, {std::to_string(i)}).Around(engine::Duration(40'000), 2);
    less += drawn < engine::Duration(40'000) ? 1 : 0;
    near += drawn > engine::Duration(20'000) && drawn < engine::Duration(80'000) ? 1 : 0;
  }
  EXPECT_NEAR(less, 500, 60);
  EXPECT_NEAR(near, 683, 60);
}

TEST(Broker, IsReadFromAUrl) {
  EXPECT_EQ(BrokerAt("mqtts://[::1]:8883").host, "::1");
  EXPECT_EQ(BrokerAt("mqtt://lamp.local:1883").port, 1883);
  EXPECT_THROW(BrokerAt("http://localhost:1883"), std::runtime_error);
  EXPECT_THROW(BrokerAt("mqtt://localhost"), std::runtime_error);
}

}  // namespace
}  // namespace virtual_devices
