#include "server/operations/operations.h"

#include <gmock/gmock.h>

#include <set>
#include <utility>

#include "tests/server/world.h"

namespace server {
namespace {

using api_spec::Plane;

class OperationTables : public testing::TestWithParam<Plane> {};

TEST_P(OperationTables, NameWhatTheDescriptionCallsEmulatedAndNothingElse) {
  std::set<std::string_view> described, written;
  for (const api_spec::Operation& operation : api_spec::Spec::BuiltIn().operations()) {
    const bool emulated = operation.emulated != api_spec::Emulated::kRefused;
    if (operation.plane == GetParam() && emulated) described.insert(operation.name);
  }
  for (const auto& [name, run] : OperationsOf(GetParam())) written.insert(name);
  EXPECT_EQ(written, described);
}

INSTANTIATE_TEST_SUITE_P(All, OperationTables,
                         testing::Values(Plane::kControl, Plane::kData, Plane::kIotData,
                                         Plane::kCredentials, Plane::kMqtt));

TEST(FindOperation, FindsNothingForWhatIsRefused) {
  EXPECT_NE(FindOperation(Plane::kControl, "CreateThing"), nullptr);
  EXPECT_EQ(FindOperation(Plane::kControl, "CreateTopicRule"), nullptr);
  EXPECT_EQ(FindOperation(Plane::kData, "CreateThing"), nullptr);
}

// AWS: validation precedes existence.
TEST(Operations, TellWhatNothingCouldTakeBeforeTheyLookForAnything) {
  using nlohmann::json;
  const std::string arn = "arn:aws:iot:us-east-1:123456789012:";
  const std::pair<const char*, json> refused[] = {
      {"UpdateJob", {{"jobId", "none"}}},
      {"AssociateTargetsWithJob", {{"jobId", "none"}, {"targets", {arn + "thing/lamp"}}}},
      {"CreateJob",
       {{"jobId", "j"},
        {"targets", {arn + "thing/none"}},
        {"jobTemplateArn", arn + "jobtemplate/none"},
        {"timeoutConfig", json::object()}}},
      {"CreateJobTemplate",
       {{"jobTemplateId", "t"},
        {"description", "x"},
        {"jobArn", arn + "job/none"},
        {"timeoutConfig", json::object()}}},
      {"CreatePolicyVersion", {{"policyName", "none"}, {"policyDocument", "{}"}}},
      {"CreateProvisioningTemplateVersion", {{"templateName", "none"}, {"templateBody", "{}"}}},
      {"UpdateThing",
       {{"thingName", "none"}, {"thingTypeName", "bulb"}, {"removeThingType", true}}},
      {"UpdatePackage",
       {{"packageName", "none"}, {"defaultVersionName", "1"}, {"unsetDefaultVersion", true}}},
      {"UpdateCACertificate",
       {{"certificateId", std::string(64, '0')},
        {"registrationConfig", {{"templateBody", "{}"}}}}},
  };
  World world;
  for (const auto& [operation, input] : refused) {
    EXPECT_THAT(world.Refusal(operation, input),
                testing::AnyOf(testing::StartsWith("InvalidRequest"),
                               testing::StartsWith("MalformedPolicy")))
        << operation;
  }
}

}  // namespace
}  // namespace server
