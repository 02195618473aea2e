// What the description says that IAM policies have to allow for each operation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api_spec/spec.h"
#include "engine/access/iam_resources.h"
#include "server/http/api_access.h"

namespace http {
namespace {

using api_spec::Plane;
using nlohmann::json;
using testing::ElementsAre;

constexpr char kArn[] = "arn:aws:iot:us-east-1:123456789012:";

std::vector<std::string> Of(std::string_view operation, const json& input,
                            Plane plane = Plane::kControl) {
  const auto& iam = api_spec::Spec::BuiltIn().Find(plane, operation).iam;
  auto resources = engine::ResourcesOf(iam.resources, input, "us-east-1", "123456789012");
  for (std::string& resource : resources) {
    if (resource.starts_with(kArn)) resource.erase(0, std::string_view(kArn).size());
  }
  return resources;
}

TEST(IamOfOperations, TheActionIsTheOperationsName) {
  const auto& spec = api_spec::Spec::BuiltIn();
  EXPECT_EQ(spec.Find(Plane::kControl, "CreateJob").iam.action, "iot:CreateJob");
  EXPECT_EQ(spec.Find(Plane::kData, "UpdateJobExecution").iam.action,
            "iotjobsdata:UpdateJobExecution");
  EXPECT_EQ(spec.Find(Plane::kControl, "ListThingPrincipalsV2").iam.action,
            "iot:ListThingPrincipals")
      << "as AWS's reference of the operation says";
}

TEST(IamOfOperations, ResourcesAreWhatTheInputNames) {
  EXPECT_THAT(Of("DescribeThing", {{"thingName", "lamp"}}), ElementsAre("thing/lamp"));
  EXPECT_THAT(Of("CancelJobExecution", {{"jobId", "j"}, {"thingName", "lamp"}}),
              ElementsAre("job/j", "thing/lamp"));
  EXPECT_THAT(Of("AddThingToThingGroup", {{"thingName", "lamp"}, {"thingGroupName", "g"}}),
              ElementsAre("thing/lamp", "thinggroup/g"));
  EXPECT_THAT(Of("DeleteJobTemplate", {{"jobTemplateId", "t"}}), ElementsAre("jobtemplate/t"));
}

TEST(IamOfOperations, OneMemberMayServeTwoKinds) {
  EXPECT_THAT(Of("DescribeCertificate", {{"certificateId", "c"}}), ElementsAre("cert/c"));
  EXPECT_THAT(Of("DescribeCACertificate", {{"certificateId", "c"}}), ElementsAre("cacert/c"));
  EXPECT_THAT(Of("DescribeProvisioningTemplate", {{"templateName", "t"}}),
              ElementsAre("provisioningtemplate/t"));
  EXPECT_THAT(Of("DescribeManagedJobTemplate", {{"templateName", "t"}}),
              ElementsAre("jobtemplate/t"));
}

TEST(IamOfOperations, OfCreateJobAreTheJobAndItsTargets) {
  const std::string prefix = kArn;
  EXPECT_THAT(Of("CreateJob",
                 {{"jobId", "j"}, {"targets", {prefix + "thing/a", prefix + "thinggroup/g"}}}),
              ElementsAre("job/j", "thing/a", "thinggroup/g"));
}

TEST(IamOfOperations, OfAPackageVersionAreThePackageToo) {
  EXPECT_THAT(Of("CreatePackageVersion", {{"packageName", "p"}, {"versionName", "1"}}),
              ElementsAre("package/p", "package/p/version/1"));
}

TEST(IamOfOperations, AListOfAllHasNone) {
  EXPECT_THAT(Of("ListThings", json::object()), ElementsAre("*"));
  EXPECT_THAT(Of("ListJobs", {{"thingGroupName", "g"}}), ElementsAre("*"));
  EXPECT_THAT(Of("ListThings", {{"thingTypeName", "t"}}), ElementsAre("*"));
  EXPECT_THAT(Of("ListCertificatesByCA", {{"caCertificateId", "c"}}), ElementsAre("*"));
}

TEST(IamOfOperations, WhatIsOnlyMentionedIsNotActedOn) {
  EXPECT_THAT(Of("CreateThing", {{"thingName", "a"}, {"thingTypeName", "t"}}),
              ElementsAre("thing/a"));
  EXPECT_THAT(Of("DescribeThingType", {{"thingTypeName", "t"}}), ElementsAre("thingtype/t"));
  EXPECT_THAT(Of("ListJobExecutionsForThing", {{"thingName", "a"}, {"jobId", "j"}}),
              ElementsAre("thing/a"));
  for (const char* operation : {"AttachPrincipalPolicy", "DetachPrincipalPolicy"}) {
    EXPECT_THAT(Of(operation, {{"policyName", "p"}, {"principal", "arn:c"}}),
                ElementsAre("arn:c"));
  }
}

TEST(IamOfOperations, APublishThatIsRetainedNeedsLeaveForThatToo) {
  const auto& publish = api_spec::Spec::BuiltIn().Find(Plane::kIotData, "Publish");
  const auto needed = [&](const json& input) {
    std::vector<std::string> actions;
    for (const auto& [action, resource] :
         NeededFor(publish, input, "us-east-1", "123456789012")) {
      EXPECT_EQ(resource, std::string(kArn) + "topic/a/b");
      actions.push_back(action);
    }
    return actions;
  };
  EXPECT_THAT(needed({{"topic", "a/b"}}), ElementsAre("iot:Publish"));
  EXPECT_THAT(needed({{"topic", "a/b"}, {"retain", false}}), ElementsAre("iot:Publish"));
  EXPECT_THAT(needed({{"topic", "a/b"}, {"retain", true}}),
              ElementsAre("iot:Publish", "iot:RetainPublish"));
}

TEST(IamOfOperations, OverTheDataPlaneItIsTheThing) {
  const json input = {{"jobId", "j"}, {"thingName", "lamp"}};
  EXPECT_THAT(Of("DescribeJobExecution", input, Plane::kData), ElementsAre("thing/lamp"));
  EXPECT_THAT(Of("DescribeJobExecution", input), ElementsAre("job/j", "thing/lamp"));
}

}  // namespace
}  // namespace http
