#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "api_spec/check.h"
#include "tests/api_spec/small_spec.h"

namespace api_spec {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

constexpr const char* kBody = R"({"type": "object", "properties": {
    "pair": {"$ref": "#/components/schemas/Pair"},
    "maybe": {"type": ["string", "null"]},
    "count": {"type": "integer", "x-also-accepts": ["numeric-string"]},
    "text": {"type": "string", "x-also-accepts": ["number"]}}})";

std::string Check(const Json& output) {
  const SmallSpec small(kBody);
  return CheckOutput(small.operation, output);
}

TEST(CheckOutput, ADescribedAnswerIsRight) {
  EXPECT_EQ(Check({{"pair", {{"left", 1}, {"right", true}}}, {"maybe", nullptr}}), "");
  EXPECT_EQ(Check(Json::object()), "");
}

TEST(CheckOutput, AMemberThatIsNotDescribedIsAnError) {
  EXPECT_THAT(Check({{"pear", 1}}), HasSubstr("'output.pear'"));
  EXPECT_THAT(Check({{"pair", {{"left", 1}, {"write", true}}}}),
              HasSubstr("'output.pair.write'"));
}

TEST(CheckOutput, NullIsAnErrorWhereItIsNotDescribed) {
  EXPECT_THAT(Check({{"count", nullptr}}), HasSubstr("Value null at 'output.count'"));
}

TEST(CheckOutput, AMissingRequiredMemberIsAnError) {
  EXPECT_THAT(Check({{"pair", {{"right", true}}}}),
              HasSubstr("Value null at 'output.pair.left'"));
}

TEST(CheckOutput, LeniencyTowardsInputsDoesNotReachAnswers) {
  EXPECT_THAT(Check({{"count", "1"}}), HasSubstr("'output.count'"));
  EXPECT_THAT(Check({{"count", 1.0}}), HasSubstr("'output.count'"));
  EXPECT_THAT(Check({{"text", 1}}), HasSubstr("'output.text'"));
}

TEST(CheckOutput, AnAnswerWithoutABodyIsNullOrEmpty) {
  const Operation& operation = Spec::BuiltIn().Find(Plane::kControl, "DeleteJob");
  EXPECT_EQ(CheckOutput(operation, nullptr), "");
  EXPECT_EQ(CheckOutput(operation, Json::object()), "");
  EXPECT_NE(CheckOutput(operation, {{"jobId", "j"}}), "");
}

TEST(CheckOutput, AnAnswerThatIsNoObjectIsAnError) {
  EXPECT_NE(Check(nullptr), "");
  EXPECT_NE(Check(Json::array()), "");
}

TEST(CheckOutput, TheJobOfTheReferenceIsDescribed) {
  const Operation& operation = Spec::BuiltIn().Find(Plane::kControl, "DescribeJob");
  Json job{{"jobArn", "arn:aws:iot:us-east-1:123456789012:job/j"},
           {"jobId", "j"},
           {"targetSelection", "SNAPSHOT"},
           {"status", "IN_PROGRESS"},
           {"forceCanceled", false},
           {"targets", {"arn:aws:iot:us-east-1:123456789012:thing/lamp"}},
           {"presignedUrlConfig", Json::object()},
           {"jobExecutionsRolloutConfig", Json::object()},
           {"createdAt", 1700000000.123},
           {"lastUpdatedAt", 1700000000.5},
           {"jobProcessDetails",
            {{"processingTargets", nullptr},
             {"numberOfCanceledThings", 0},
             {"numberOfSucceededThings", 0},
             {"numberOfFailedThings", 0},
             {"numberOfRejectedThings", 0},
             {"numberOfQueuedThings", 1},
             {"numberOfInProgressThings", 0},
             {"numberOfRemovedThings", 0},
             {"numberOfTimedOutThings", 0}}},
           {"timeoutConfig", Json::object()},
           {"isConcurrent", false},
           {"schedulingConfig", Json::object()}};
  EXPECT_EQ(CheckOutput(operation, {{"job", job}}), "");
  job["jobProcessDetails"].erase("numberOfTimedOutThings");
  EXPECT_THAT(CheckOutput(operation, {{"job", job}}),
              HasSubstr("output.job.jobProcessDetails.numberOfTimedOutThings"));
}

TEST(CheckOutput, DevicesGetWholeSeconds) {
  const Operation& operation = Spec::BuiltIn().Find(Plane::kData, "GetPendingJobExecutions");
  const auto pending = [](Json queued_at) {
    return Json{{"inProgressJobs", Json::array()},
                {"queuedJobs",
                 {{{"jobId", "j"},
                   {"queuedAt", std::move(queued_at)},
                   {"lastUpdatedAt", 1700000000},
                   {"versionNumber", 1},
                   {"executionNumber", 1}}}}};
  };
  EXPECT_EQ(CheckOutput(operation, pending(1700000000)), "");
  EXPECT_THAT(CheckOutput(operation, pending(1700000000.5)), HasSubstr("queuedAt"));
}

}  // namespace
}  // namespace api_spec
