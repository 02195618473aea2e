#include "engine/access/iam_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;

std::vector<std::string> Of(const std::vector<std::string>& resources, const json& input) {
  return ResourcesOf(resources, input, "eu-west-1", "42");
}

TEST(IamResources, HaveTheInputsMembersInThem) {
  EXPECT_THAT(
      Of({"job/{jobId}", "thing/{thingName}"}, {{"jobId", "j"}, {"thingName", "lamp"}}),
      ElementsAre("arn:aws:iot:eu-west-1:42:job/j", "arn:aws:iot:eu-west-1:42:thing/lamp"));
  EXPECT_THAT(Of({"package/{p}/version/{v}"}, {{"p", "a"}, {"v", "1"}}),
              ElementsAre("arn:aws:iot:eu-west-1:42:package/a/version/1"));
}

TEST(IamResources, AMemberThatStandsAloneHoldsArns) {
  EXPECT_THAT(Of({"{targets}"}, {{"targets", {"arn:a", "arn:b"}}}),
              ElementsAre("arn:a", "arn:b"));
  EXPECT_THAT(Of({"{target}"}, {{"target", "arn:a"}}), ElementsAre("arn:a"));
}

TEST(IamResources, WhatTheInputLacksIsLeftOut) {
  EXPECT_THAT(Of({"thing/{thingName}", "{thingArn}"}, {{"thingArn", "arn:a"}}),
              ElementsAre("arn:a"));
  EXPECT_THAT(Of({"package/{p}/version/{v}", "package/{p}"}, {{"p", "a"}}),
              ElementsAre("arn:aws:iot:eu-west-1:42:package/a"));
}

TEST(IamResources, AnyIsMeantWhereThereIsNone) {
  EXPECT_THAT(Of({}, {{"thingName", "lamp"}}), ElementsAre("*"));
  EXPECT_THAT(Of({"thing/{thingName}"}, json::object()), ElementsAre("*"));
}

TEST(IamResources, MembersOfTheWrongTypeArePassedOver) {
  EXPECT_THAT(Of({"job/{jobId}", "{targets}"}, {{"jobId", 7}, {"targets", {1, json::array()}}}),
              ElementsAre("*"));
}

}  // namespace
}  // namespace engine
