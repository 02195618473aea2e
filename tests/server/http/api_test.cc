#include "server/http/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    emulator_.Ask("POST", "/things/a%3Ab", "{}");
    const json job = {{"targets", {"arn:aws:iot:us-east-1:123456789012:thing/a:b"}},
                      {"document", "{\"x\":1}"}};
    EXPECT_EQ(emulator_.Ask("PUT", "/jobs/j", job.dump()).status, 200);
  }

  json Body(const Response& response) const { return json::parse(response.body); }

  Emulator emulator_;
};

TEST_F(ApiTest, AnOperationAnswersWithItsOutput) {
  const Response response = emulator_.Ask("GET", "/things/a%3Ab");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Header("content-type"), "application/json");
  EXPECT_EQ(response.Header("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(response.Header("x-amzn-RequestId"), "");
  EXPECT_EQ(Body(response)["thingName"], "a:b");
}

TEST_F(ApiTest, TheSignatureChoosesThePlaneOfASharedUri) {
  const std::string uri = "/things/a%3Ab/jobs/j";
  for (const char* service : {"iot", "execute-api"}) {
    const json answer = Body(emulator_.Ask("GET", uri, "", SignedFor(service)));
    EXPECT_TRUE(answer["execution"].contains("thingArn")) << service;
  }
  const json data = Body(emulator_.Ask("GET", uri, "", SignedFor("iot-jobs-data")));
  EXPECT_EQ(data["execution"]["thingName"], "a:b");
  EXPECT_EQ(data["execution"]["jobDocument"], "{\"x\":1}");
  EXPECT_TRUE(emulator_.Get(uri)["execution"].contains("thingArn"));
}

TEST_F(ApiTest, PendingExecutionsAndExecutionsOfAThingShareAUri) {
  const std::string uri = "/things/a%3Ab/jobs";
  EXPECT_TRUE(
      Body(emulator_.Ask("GET", uri, "", SignedFor("iot-jobs-data"))).contains("queuedJobs"));
  EXPECT_TRUE(emulator_.Get(uri).contains("executionSummaries"));
}

TEST_F(ApiTest, NextIsAJobOfTheDataPlane) {
  EXPECT_EQ(emulator_.Get("/things/a%3Ab/jobs/%24next")["execution"]["jobId"], "j");
  EXPECT_EQ(Body(emulator_.Ask("PUT", "/things/a%3Ab/jobs/$next", "{}"))["execution"]["status"],
            "IN_PROGRESS");
}

TEST_F(ApiTest, AnOperationOfOnePlaneIsServedWhateverTheSignatureSays) {
  for (const char* service : {"iot", "execute-api", "iot-jobs-data", "s3"}) {
    EXPECT_EQ(emulator_.Ask("GET", "/jobs/j", "", SignedFor(service)).status, 200);
    EXPECT_EQ(emulator_.Ask("PUT", "/things/a%3Ab/jobs/$next", "", SignedFor(service)).status,
              200);
  }
}

TEST_F(ApiTest, ArnsNameTheRegionThatTheSignatureNames) {
  const json there =
      Body(emulator_.Ask("POST", "/things/lamp", "{}", SignedFor("iot", "eu-west-1")));
  EXPECT_EQ(there["thingArn"], "arn:aws:iot:eu-west-1:123456789012:thing/lamp");
}

TEST_F(ApiTest, TheSameRefusalHasTheFormOfItsPlane) {
  const Response stale = emulator_.Ask("POST", "/things/a%3Ab/jobs/j",
                                       R"({"status":"IN_PROGRESS","expectedVersion":5})");
  EXPECT_EQ(ErrorOf(stale), "409 InvalidStateTransitionException");
  EXPECT_EQ(Body(stale), json({{"message", "Expected version 5 but found version 1"}}));
  const Response cancel =
      emulator_.Ask("PUT", "/things/a%3Ab/jobs/j/cancel", R"({"expectedVersion":5})");
  EXPECT_EQ(ErrorOf(cancel), "409 VersionConflictException");
  EXPECT_EQ(Body(cancel), json({{"message", "Expected version 5 but found version 1"}}));
}

TEST_F(ApiTest, QueryNumbersOutOfRangeAreReportedInAwsWords) {
  const Response response = emulator_.Ask("GET", "/jobs?maxResults=0");
  EXPECT_EQ(ErrorOf(response), "400 InvalidRequestException");
  EXPECT_EQ(Body(response)["message"],
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1");
}

TEST_F(ApiTest, WhatCannotBeReadIsAnInvalidRequest) {
  for (const auto& [method, target, body] : {std::tuple{"PUT", "/jobs/k", "{"},
                                             {"PUT", "/jobs/k", "[]"},
                                             {"PUT", "/jobs/k", "\xff"},
                                             {"GET", "/jobs/%zz", ""},
                                             {"GET", "/jobs/%ff", ""},
                                             {"GET", "/jobs?maxResults=many", ""},
                                             {"GET", "/jobs/a%00b", ""}}) {
    EXPECT_EQ(ErrorOf(emulator_.Ask(method, target, body)), "400 InvalidRequestException")
        << method << " " << target << " " << body;
  }
  EXPECT_EQ(ErrorOf(emulator_.Ask("GET", "/jobs/j", "", {{"host", "a\xff"}})),
            "400 InvalidRequestException");
}

TEST_F(ApiTest, UnknownRoutesAndMethodsAreUnknownOperations) {
  for (const auto& [method, target] : {std::pair{"GET", "/"},
                                       {"GET", "/nothing"},
                                       {"TRACE", "/jobs/j"},
                                       {"HEAD", "/jobs/j"},
                                       {"GET", "/jobs/j/"},
                                       {"PATCH", "/things"},
                                       {"GET", "*"}}) {
    const Response response = emulator_.Ask(method, target);
    EXPECT_EQ(ErrorOf(response), "404 UnknownOperationException") << method << " " << target;
    EXPECT_THAT(Body(response)["message"].get<std::string>(),
                HasSubstr(std::string(method) + " " + target));
  }
}

TEST_F(ApiTest, AnOperationThatIsNotEmulatedIsNamed) {
  for (const auto& [method, target, name] :
       {std::tuple{"GET", "/rules", "ListTopicRules"},
        {"GET", "/authorizers/", "ListAuthorizers"},
        {"GET", "/security-profiles", "ListSecurityProfiles"}}) {
    const Response response = emulator_.Ask(method, target, "{}");
    EXPECT_EQ(ErrorOf(response), "501 NotImplementedException") << name;
    EXPECT_EQ(Body(response)["message"],
              std::string(name) + " is not emulated; see docs/differences.md.");
  }
}

TEST_F(ApiTest, AMemberThatIsNotEmulatedYetIsNamed) {
  const Response response = emulator_.Ask(
      "POST", "/indexing/config",
      R"({"thingIndexingConfiguration":{"thingIndexingMode":"REGISTRY","filter":{}}})");
  EXPECT_EQ(ErrorOf(response), "501 NotImplementedException");
  EXPECT_THAT(Body(response)["message"].get<std::string>(), HasSubstr("filter"));
  EXPECT_EQ(Body(emulator_.Ask(
                "GET", "/indexing/config"))["thingIndexingConfiguration"]["thingIndexingMode"],
            "OFF");
}

TEST_F(ApiTest, APreflightIsAnsweredOnAnyPath) {
  for (const char* target : {"/jobs/j", "/nothing", "*"}) {
    EXPECT_EQ(emulator_.Ask("OPTIONS", target).status, 204) << target;
  }
}

TEST_F(ApiTest, AnOperationWithoutOutputAnswersWithAnEmptyBody) {
  const Response response = emulator_.Ask("PUT", "/things/a%3Ab/jobs/j/cancel", "{}");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
}

TEST_F(ApiTest, TheDevicesPortHasTheDataPlaneAlone) {
  const auto ask = [&](std::string target, Headers headers = {}) {
    return emulator_.api.HandleForDevice({"GET", std::move(target), std::move(headers), ""},
                                         /*is_admitted=*/true);
  };
  // Whatever it is signed for.
  EXPECT_EQ(Body(ask("/things/a%3Ab/jobs/j", SignedFor("iot")))["execution"]["thingName"],
            "a:b");
  EXPECT_TRUE(Body(ask("/things/a%3Ab/jobs")).contains("queuedJobs"));
  EXPECT_EQ(ErrorOf(ask("/jobs/j")), "404 UnknownOperationException");
  EXPECT_EQ(ErrorOf(ask("/_emulator/health")), "404 UnknownOperationException");
}

TEST_F(ApiTest, TheDevicesPortRefusesWhoIsNotAdmitted) {
  const Response response = emulator_.api.HandleForDevice({"GET", "/things/a%3Ab/jobs", {}, ""},
                                                          /*is_admitted=*/false);
  EXPECT_EQ(ErrorOf(response), "400 CertificateValidationException");
}

}  // namespace
}  // namespace http
