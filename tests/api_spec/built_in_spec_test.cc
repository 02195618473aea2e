#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "api_spec/check.h"
#include "api_spec/documents.h"
#include "api_spec/pattern.h"
#include "api_spec/spec.h"

namespace api_spec {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

const Spec& BuiltIn() {
  return Spec::BuiltIn();
}

const MqttFamily& Jobs() {
  return **std::ranges::find_if(BuiltIn().families(),
                                [](const auto& family) { return family->name == "iot-jobs"; });
}

// "/things/{thingName}/jobs" -> "/things/{}/jobs".
std::string Shape(const std::string& path) {
  std::string shape;
  bool within = false;
  for (char c : path) {
    if (c == '}') within = false;
    if (!within) shape += c;
    if (c == '{') within = true;
  }
  return shape;
}

std::set<std::string> NamesOfEmulated(Plane plane) {
  std::set<std::string> names;
  for (const Operation& operation : BuiltIn().operations()) {
    if (operation.plane == plane && operation.emulated != Emulated::kRefused) {
      names.insert(operation.name);
    }
  }
  return names;
}

// All of the control plane's are compared with AWS's models in the conformance suite.
TEST(BuiltInSpec, HasTheJobsOperationsOfTheControlPlane) {
  EXPECT_THAT(
      NamesOfEmulated(Plane::kControl),
      IsSupersetOf({"AssociateTargetsWithJob", "CancelJob", "CancelJobExecution", "CreateJob",
                    "CreateJobTemplate", "DeleteJob", "DeleteJobExecution", "DeleteJobTemplate",
                    "DescribeJob", "DescribeJobExecution", "DescribeJobTemplate",
                    "DescribeManagedJobTemplate", "GetJobDocument", "ListJobExecutionsForJob",
                    "ListJobExecutionsForThing", "ListJobTemplates", "ListJobs",
                    "ListManagedJobTemplates", "UpdateJob"}));
}

TEST(BuiltInSpec, HasTheDataPlanesOperations) {
  EXPECT_THAT(NamesOfEmulated(Plane::kData),
              UnorderedElementsAre("DescribeJobExecution", "GetPendingJobExecutions",
                                   "StartNextPendingJobExecution", "UpdateJobExecution"));
}

TEST(BuiltInSpec, ExactlyTwoEmulatedUrisClashAndBothCrossThePlanes) {
  std::map<std::string, std::vector<Plane>> planes;
  for (const Operation& operation : BuiltIn().operations()) {
    if (operation.emulated == Emulated::kRefused) continue;
    planes[operation.method + " " + Shape(operation.path)].push_back(operation.plane);
  }
  std::erase_if(planes, [](const auto& entry) { return entry.second.size() == 1; });
  EXPECT_THAT(planes, UnorderedElementsAre(
                          testing::Pair("GET /things/{}/jobs",
                                        UnorderedElementsAre(Plane::kControl, Plane::kData)),
                          testing::Pair("GET /things/{}/jobs/{}",
                                        UnorderedElementsAre(Plane::kControl, Plane::kData))));
}

TEST(BuiltInSpec, EachPathVariableIsARequiredPathMember) {
  for (const Operation& operation : BuiltIn().operations()) {
    const bool has_uri = operation.plane != Plane::kMqtt;
    if (operation.emulated == Emulated::kRefused || !has_uri) continue;
    std::set<std::string> in_path, members;
    std::istringstream levels(operation.path);
    for (std::string level; std::getline(levels, level, '/');) {
      if (level.starts_with('{')) in_path.insert(level.substr(1, level.size() - 2));
    }
    for (const Member& member : operation.members) {
      if (member.in != Location::kPath) continue;
      members.insert(member.wire_name.empty() ? member.name : member.wire_name);
      EXPECT_TRUE(member.required) << operation.name << " " << member.name;
    }
    EXPECT_EQ(in_path, members) << operation.name;
  }
}

TEST(BuiltInSpec, NoOperationHasAMemberTwice) {
  for (const Operation& operation : BuiltIn().operations()) {
    std::set<std::string> names;
    for (const Member& member : operation.members) {
      EXPECT_TRUE(names.insert(member.name).second) << operation.name << " " << member.name;
    }
  }
}

TEST(BuiltInSpec, FindTellsThePlanesApart) {
  const auto& seen_by_operators = BuiltIn().Find(Plane::kControl, "DescribeJobExecution");
  const auto& seen_by_devices = BuiltIn().Find(Plane::kData, "DescribeJobExecution");
  EXPECT_NE(&seen_by_operators, &seen_by_devices);
  EXPECT_THROW(BuiltIn().Find(Plane::kData, "CreateJob"), std::out_of_range);
}

struct FormCase {
  const char* error;
  int control_status;
  const char* control_name;
  int data_status;
  const char* data_name;
  const char* mqtt_code;
};

TEST(BuiltInSpec, EachErrorHasItsFormOnEachPlane) {
  constexpr FormCase kCases[] = {
      {"InvalidRequest", 400, "InvalidRequestException", 400, "InvalidRequestException",
       "InvalidRequest"},
      {"InvalidStateTransition", 409, "InvalidStateTransitionException", 409,
       "InvalidStateTransitionException", "InvalidStateTransition"},
      {"VersionConflict", 409, "VersionConflictException", 409,
       "InvalidStateTransitionException", "VersionMismatch"},
      {"ResourceNotFound", 404, "ResourceNotFoundException", 404, "ResourceNotFoundException",
       "ResourceNotFound"},
      {"Throttling", 400, "ThrottlingException", 429, "ThrottlingException",
       "RequestThrottled"},
      {"ServiceUnavailable", 503, "ServiceUnavailableException", 503,
       "ServiceUnavailableException", "InternalError"},
      {"InternalFailure", 500, "InternalFailureException", 500, "InternalFailureException",
       "InternalError"},
      {"NotImplemented", 501, "NotImplementedException", 501, "NotImplementedException",
       "InternalError"},
      {"NeverHeardOf", 500, "InternalFailureException", 500, "InternalFailureException",
       "InternalError"},
  };
  for (const FormCase& expected : kCases) {
    const ErrorForm& control = BuiltIn().Form(Plane::kControl, expected.error);
    const ErrorForm& data = BuiltIn().Form(Plane::kData, expected.error);
    EXPECT_EQ(control.status, expected.control_status) << expected.error;
    EXPECT_EQ(control.name, expected.control_name) << expected.error;
    EXPECT_EQ(data.status, expected.data_status) << expected.error;
    EXPECT_EQ(data.name, expected.data_name) << expected.error;
    EXPECT_EQ(Jobs().Error(expected.error).code, expected.mqtt_code) << expected.error;
  }
}

TEST(BuiltInSpec, ErrorsOfOnePlaneOnly) {
  EXPECT_EQ(BuiltIn().Form(Plane::kControl, "ResourceAlreadyExists").status, 409);
  EXPECT_EQ(BuiltIn().Form(Plane::kControl, "LimitExceeded").status, 410);
  EXPECT_EQ(BuiltIn().Form(Plane::kData, "TerminalState").status, 410);
  EXPECT_EQ(Jobs().Error("TerminalState").code, "TerminalStateReached");
}

TEST(BuiltInSpec, RequestTopicsLeadToTheDataPlane) {
  std::map<std::string, std::string> topics;
  const std::string beginning = "$aws/things/{thingName}/jobs/";
  for (const RequestTopic& topic : BuiltIn().request_topics()) {
    if (topic.family != &Jobs()) continue;
    EXPECT_EQ(topic.operation->plane, Plane::kData);
    EXPECT_TRUE(topic.address.starts_with(beginning));
    topics[topic.address.substr(beginning.size())] = topic.operation->name;
  }
  EXPECT_THAT(
      topics,
      ElementsAre(testing::Pair("$next/get", "DescribeJobExecution"),
                  testing::Pair("$next/namespace-{namespaceId}/get", "DescribeJobExecution"),
                  testing::Pair("get", "GetPendingJobExecutions"),
                  testing::Pair("start-next", "StartNextPendingJobExecution"),
                  testing::Pair("{jobId}/get", "DescribeJobExecution"),
                  testing::Pair("{jobId}/namespace-{namespaceId}/get", "DescribeJobExecution"),
                  testing::Pair("{jobId}/namespace-{namespaceId}/update", "UpdateJobExecution"),
                  testing::Pair("{jobId}/update", "UpdateJobExecution")));
}

TEST(BuiltInSpec, DocumentsAreJsonThatRefersToWhereItIsServed) {
  for (const char* name :
       {"iot", "iot-jobs-data", "iot-data", "iot-jobs", "fleet-provisioning"}) {
    EXPECT_TRUE(nlohmann::json::accept(Spec::Document(name))) << name;
    EXPECT_EQ(Spec::Document(name).find(".yaml#"), std::string_view::npos) << name;
  }
  EXPECT_THROW(Spec::Document("iot-shadows"), std::out_of_range);
}

void Match(const nlohmann::json& node, int& patterns) {
  if (node.is_object() && node.contains("pattern") && node["pattern"].is_string()) {
    EXPECT_NO_THROW(Pattern(node["pattern"]).Matches("")) << node;
    ++patterns;
  }
  for (const auto& below : node) {
    if (below.is_structured()) Match(below, patterns);
  }
}

TEST(BuiltInSpec, HasPatternsThatAreKnown) {
  int patterns = 0;
  for (const Document& document : Documents()) {
    Match(nlohmann::json::parse(document.text), patterns);
  }
  EXPECT_GT(patterns, 50);
}

TEST(BuiltInSpec, APatternThatIsNotKnownIsNamed) {
  EXPECT_THAT([] { Pattern("(ab").Matches("a"); },
              testing::ThrowsMessage<std::runtime_error>(testing::HasSubstr("pattern (ab")));
}

// "thingName" of "explain thing {thingName}".
TEST(BuiltInSpec, HasCommandsWhoseBracesNameMembers) {
  for (const Operation& operation : BuiltIn().operations()) {
    std::istringstream words(operation.command);
    for (std::string word; words >> word;) {
      if (!word.starts_with('{')) continue;
      EXPECT_TRUE(std::ranges::any_of(operation.members, [&](const Member& member) {
        return "{" + member.name + "}" == word && member.required;
      })) << operation.command;
    }
  }
}

TEST(BuiltInSpec, TellsDevicesThatAreProvisionedOfErrorsByTheStatusThatHttpHas) {
  const auto family = std::ranges::find(BuiltIn().families(), "fleet-provisioning",
                                        [](const auto& each) { return each->name; });
  ASSERT_NE(family, BuiltIn().families().end());
  for (const char* operation : {"RegisterThing", "RegisterCertificate"}) {
    for (const std::string& error : BuiltIn().Find(Plane::kControl, operation).errors) {
      if (error == "Throttling" || error == "Unauthorized") continue;  // nobody is
      EXPECT_EQ((*family)->Error(error).status, BuiltIn().Form(Plane::kControl, error).status)
          << error;
    }
  }
}

nlohmann::json Written(const Member& member, const std::string& example) {
  return member.schema->type == Schema::Type::kString ? nlohmann::json(example)
                                                      : nlohmann::json::parse(example);
}

TEST(BuiltInSpec, TellsOfEachMemberOfOurOwnApiAndGivesExamplesThatAreTaken) {
  for (const Operation& operation : BuiltIn().operations()) {
    if (operation.plane != Plane::kEmulator) continue;
    EXPECT_NE(operation.summary, "") << operation.name;
    for (const Member& member : operation.members) {
      EXPECT_NE(member.schema->description, "") << member.name;
      EXPECT_FALSE(member.schema->examples.empty()) << member.name;
      for (const std::string& example : member.schema->examples) {
        nlohmann::json input;
        for (const Member& other : operation.members) {
          if (other.required) input[other.name] = Written(other, other.schema->examples.at(0));
        }
        input[member.name] = Written(member, example);
        EXPECT_EQ(CheckInput(operation, input), "") << member.name;
      }
    }
  }
}

}  // namespace
}  // namespace api_spec
