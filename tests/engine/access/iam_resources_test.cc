#include "engine/access/iam_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace engine {
namespace {

using nlohmann::json;
using testing::ElementsAre;

std::vector<std::string> Of(std::string_view operation, const json& input,
                            bool over_data_plane = false) {
  std::vector<std::string> resources =
      ResourcesOf(operation, input, over_data_plane, "us-east-1", "123456789012");
  for (std::string& resource : resources) {
    constexpr std::string_view kPrefix = "arn:aws:iot:us-east-1:123456789012:";
    if (resource.starts_with(kPrefix)) resource.erase(0, kPrefix.size());
  }
  return resources;
}

TEST(IamResources, AreWhatTheInputNames) {
  EXPECT_THAT(Of("DescribeThing", {{"thingName", "lamp"}}), ElementsAre("thing/lamp"));
  EXPECT_THAT(Of("CancelJobExecution", {{"jobId", "j"}, {"thingName", "lamp"}}),
              ElementsAre("job/j", "thing/lamp"));
  EXPECT_THAT(Of("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "g"}}),
              ElementsAre("thing/lamp", "thinggroup/g"));
  EXPECT_THAT(Of("DeleteJobTemplate", {{"jobTemplateId", "t"}}), ElementsAre("jobtemplate/t"));
}

TEST(IamResources, OneMemberMayServeTwoKinds) {
  EXPECT_THAT(Of("DescribeCertificate", {{"certificateId", "c"}}), ElementsAre("cert/c"));
  EXPECT_THAT(Of("DescribeCACertificate", {{"certificateId", "c"}}), ElementsAre("cacert/c"));
  EXPECT_THAT(Of("DescribeProvisioningTemplate", {{"templateName", "t"}}),
              ElementsAre("provisioningtemplate/t"));
  EXPECT_THAT(Of("DescribeManagedJobTemplate", {{"templateName", "t"}}),
              ElementsAre("jobtemplate/t"));
}

TEST(IamResources, OfCreateJobAreTheJobAndItsTargets) {
  const std::string prefix = "arn:aws:iot:us-east-1:123456789012:";
  EXPECT_THAT(Of("CreateJob",
                 {{"jobId", "j"}, {"targets", {prefix + "thing/a", prefix + "thinggroup/g"}}}),
              ElementsAre("job/j", "thing/a", "thinggroup/g"));
}

TEST(IamResources, OfAPackageVersionAreThePackageToo) {
  EXPECT_THAT(Of("CreatePackageVersion", {{"packageName", "p"}, {"versionName", "1"}}),
              ElementsAre("package/p", "package/p/version/1"));
}

TEST(IamResources, AListOfAllHasNone) {
  EXPECT_THAT(Of("ListThings", json::object()), ElementsAre("*"));
  EXPECT_THAT(Of("ListJobs", {{"thingGroupName", "g"}}), ElementsAre("*"));
  EXPECT_THAT(Of("ListThings", {{"thingTypeName", "t"}}), ElementsAre("*"));
}

TEST(IamResources, ATypeIsNotActedOnWhenAThingGetsIt) {
  EXPECT_THAT(Of("CreateThing", {{"thingName", "a"}, {"thingTypeName", "t"}}),
              ElementsAre("thing/a"));
  EXPECT_THAT(Of("DescribeThingType", {{"thingTypeName", "t"}}), ElementsAre("thingtype/t"));
}

TEST(IamResources, OverTheDataPlaneItIsTheThing) {
  const json input = {{"jobId", "j"}, {"thingName", "lamp"}};
  EXPECT_THAT(Of("DescribeJobExecution", input, true), ElementsAre("thing/lamp"));
  EXPECT_THAT(Of("DescribeJobExecution", input), ElementsAre("job/j", "thing/lamp"));
}

TEST(IamResources, MembersOfTheWrongTypeArePassedOver) {
  EXPECT_THAT(Of("CreateJob", {{"jobId", 7}, {"targets", {1, json::array()}}}),
              ElementsAre("*"));
}

}  // namespace
}  // namespace engine
