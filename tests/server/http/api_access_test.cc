#include "server/http/api_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kTime[] = "20260601T120000Z";  // the emulator's clock stands there

engine::Credential Limited(const std::string& key, const json& actions, const json& resources) {
  const json statement = {{"Effect", "Allow"}, {"Action", actions}, {"Resource", resources}};
  const json document = {{"Statement", statement}};
  return {.keys = {key, "secret"}, .user_name = key, .policy = engine::IamPolicy(document)};
}

class ApiAccessTest : public testing::Test {
 protected:
  ApiAccessTest() { emulator_.api.SetAccess(access_); }

  Response Ask(const std::string& key, const std::string& method, const std::string& target,
               const std::string& body = "", const std::string& service = "iot",
               const std::string& secret = "secret") {
    Headers headers{{"host", "127.0.0.1:4580"}, {"x-amz-date", kTime}};
    const Target parsed = ParseTarget(target);
    const engine::SignedRequest request{method, target.substr(0, target.find('?')),
                                        parsed.query, headers, engine::Sha256Hex(body)};
    headers.emplace_back(
        "authorization",
        engine::Authorization(request, {kTime, "us-east-1", service}, {key, secret}));
    return emulator_.Ask(method, target, body, headers);
  }

  static std::string Message(const Response& response) {
    return json::parse(response.body)["message"];
  }

  Emulator emulator_;
  ApiAccess access_{{{.keys = {"root", "secret"}, .user_name = "root"},
                     Limited("reader", {"iot:Describe*", "iot:List*"}, "*"),
                     Limited("lamps", "iotjobsdata:*", "*:thing/lamp*")},
                    "123456789012",
                    [this] { return emulator_.service.Now(); }};
};

TEST_F(ApiAccessTest, WhatIsSignedIsServed) {
  EXPECT_EQ(Ask("root", "POST", "/things/a%3Ab", "{}").status, 200);
  EXPECT_EQ(Ask("root", "GET", "/things?maxResults=1").status, 200);
  EXPECT_EQ(Ask("root", "GET", "/things/a%3Ab/jobs", "", "iot-jobs-data").status, 200);
}

TEST_F(ApiAccessTest, WhatIsNotSignedRightlyIsRefusedOnBothPlanes) {
  EXPECT_EQ(ErrorOf(emulator_.Ask("GET", "/things")),
            "403 MissingAuthenticationTokenException");
  EXPECT_EQ(ErrorOf(emulator_.Ask("PUT", "/things/a/jobs/$next", "{}")),
            "403 MissingAuthenticationTokenException");
  EXPECT_EQ(ErrorOf(Ask("root", "GET", "/things", "", "iot", "wrong")),
            "403 InvalidSignatureException");
  EXPECT_EQ(ErrorOf(Ask("nobody", "GET", "/things")), "403 UnrecognizedClientException");
  EXPECT_EQ(ErrorOf(Ask("root", "GET", "/things/a/jobs", "", "iot-jobs-data", "wrong")),
            "403 InvalidSignatureException");
}

TEST_F(ApiAccessTest, WhoShowsACertificateSignsNothing) {
  EXPECT_EQ(Ask("root", "POST", "/things/lamp", "{}").status, 200);
  Request request{"GET", "/things/lamp/jobs", {{"host", "127.0.0.1:4580"}}, ""};
  request.peer.certificate_id = std::string(64, 'a');
  EXPECT_EQ(emulator_.api.HandleForDevice(request, /*is_admitted=*/true).status, 200);
}

TEST_F(ApiAccessTest, APlaneTakesItsOwnSigningNames) {
  EXPECT_EQ(Ask("root", "GET", "/things", "", "execute-api").status, 200);
  EXPECT_EQ(Message(Ask("root", "GET", "/things", "", "iot-jobs-data")),
            "Credential should be scoped to correct service: 'iot'.");
  EXPECT_EQ(Message(Ask("root", "PUT", "/things/a/jobs/$next", "{}", "iot")),
            "Credential should be scoped to correct service: 'iot-jobs-data'.");
}

TEST_F(ApiAccessTest, TimeIsTheEmulatorsClocks) {
  emulator_.service.SetClock(emulator_.clock.Now() + std::chrono::minutes(6));
  EXPECT_THAT(Message(Ask("root", "GET", "/things")), HasSubstr("Signature expired: "));
}

TEST_F(ApiAccessTest, APolicyLimitsWhatAUserMayDo) {
  EXPECT_EQ(Ask("reader", "GET", "/things").status, 200);
  const Response denied = Ask("reader", "POST", "/things/lamp", "{}");
  EXPECT_EQ(ErrorOf(denied), "403 AccessDeniedException");
  EXPECT_EQ(
      Message(denied),
      "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: "
      "iot:CreateThing on resource: arn:aws:iot:us-east-1:123456789012:thing/lamp because "
      "no identity-based policy allows the iot:CreateThing action");
  EXPECT_EQ(ErrorOf(Ask("root", "GET", "/things/lamp")), "404 ResourceNotFoundException");
}

TEST_F(ApiAccessTest, TheDataPlanesActionsHaveANameOfTheirOwn) {
  Ask("root", "POST", "/things/lamp", "{}");
  Ask("root", "POST", "/things/fan", "{}");
  EXPECT_EQ(Ask("lamps", "GET", "/things/lamp/jobs", "", "iot-jobs-data").status, 200);
  EXPECT_THAT(Message(Ask("lamps", "GET", "/things/fan/jobs", "", "iot-jobs-data")),
              HasSubstr("iotjobsdata:GetPendingJobExecutions on resource: "
                        "arn:aws:iot:us-east-1:123456789012:thing/fan"));
  EXPECT_EQ(ErrorOf(Ask("lamps", "GET", "/things/lamp/jobs")), "403 AccessDeniedException");
}

TEST_F(ApiAccessTest, TheEmulatorsOwnRoutesStayOpen) {
  EXPECT_EQ(emulator_.Ask("GET", "/_emulator/health").status, 200);
}

}  // namespace
}  // namespace http
