#include "server/http/rest_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace http {
namespace {

using api_spec::Location;
using api_spec::Plane;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;
using Type = api_spec::Schema::Type;

class RestJson : public testing::Test {
 protected:
  RestJson() {
    operation_.members = {
        {"jobId", Location::kPath, "jobId", &text_},
        {"executionNumber", Location::kPath, "executionNumber", &integer_},
        {"force", Location::kQuery, "force", &boolean_},
        {"maxResults", Location::kQuery, "maxResults", &integer_},
        {"nextToken", Location::kQuery, "nextToken", &text_},
        {"names", Location::kQuery, "name", &list_},
        {"principal", Location::kHeader, "x-amzn-principal", &text_},
        {"comment", Location::kBody, "comment", &text_},
    };
  }

  json Read(const std::string& target, const std::string& body, Headers headers = {}) const {
    const Match match{&operation_, {{"jobId", "j"}, {"executionNumber", "7"}}};
    return ReadInput(match, ParseTarget(target), {"PUT", target, std::move(headers), body});
  }

  api_spec::Schema text_{.type = Type::kString};
  api_spec::Schema integer_{.type = Type::kInteger};
  api_spec::Schema boolean_{.type = Type::kBoolean};
  api_spec::Schema list_{.type = Type::kArray, .items = &text_};
  api_spec::Operation operation_;
};

TEST_F(RestJson, PathQueryHeadersAndBodyMakeOneFlatInput) {
  EXPECT_EQ(Read("/jobs/j?force=true&maxResults=5&nextToken=12", R"({"comment":"why"})",
                 {{"x-amzn-principal", "arn"}}),
            json({{"jobId", "j"},
                  {"executionNumber", 7},
                  {"force", true},
                  {"maxResults", 5},
                  {"nextToken", "12"},
                  {"principal", "arn"},
                  {"comment", "why"}}));
}

TEST_F(RestJson, ABodyThatIsOneMemberIsInBase64WhateverItsBytesAre) {
  operation_.members = {{"payload", Location::kPayload, "payload", &text_}};
  const Match match{&operation_, {}};
  const auto read = [&](const std::string& body) {
    return ReadInput(match, ParseTarget("/topics/a"), {"POST", "/topics/a", {}, body});
  };
  EXPECT_EQ(read("{\"a\":1}"), json({{"payload", "eyJhIjoxfQ=="}}));
  EXPECT_EQ(read("\xff"), json({{"payload", "/w=="}}));
  EXPECT_EQ(read(""), json::object());
}

TEST_F(RestJson, AnEmptyBodyIsAnEmptyObject) {
  EXPECT_EQ(Read("/jobs/j", ""), json({{"jobId", "j"}, {"executionNumber", 7}}));
}

TEST_F(RestJson, QueryTextThatIsNoNumberOrBooleanIsLeftForTheCheck) {
  const json input = Read("/jobs/j?force=yes&maxResults=5x", "");
  EXPECT_EQ(input["force"], "yes");
  EXPECT_EQ(input["maxResults"], "5x");
  for (const char* text : {"", "1.5", "+5", "99999999999999999999"}) {
    EXPECT_EQ(Read(std::string("/jobs/j?maxResults=") + text, "")["maxResults"], text);
  }
}

TEST_F(RestJson, TheLastOfRepeatedQueryMembersCountsButAListTakesAll) {
  const json input = Read("/jobs/j?maxResults=1&maxResults=2&name=a&name=b", "");
  EXPECT_EQ(input["maxResults"], 2);
  EXPECT_EQ(input["names"], json({"a", "b"}));
}

TEST_F(RestJson, ABodyMemberNeverStandsInForAMemberOfAnotherPlace) {
  const json input = Read("/jobs/j", R"({"jobId":"other","force":true,"principal":"x"})");
  EXPECT_EQ(input["jobId"], "j");
  EXPECT_FALSE(input.contains("force"));
  EXPECT_FALSE(input.contains("principal"));
}

TEST_F(RestJson, AnOperationWithoutBodyMembersDoesNotLookAtTheBody) {
  operation_.members.pop_back();
  EXPECT_EQ(Read("/jobs/j", "{"), json({{"jobId", "j"}, {"executionNumber", 7}}));
}

TEST_F(RestJson, AHeaderThatIsNotUtf8IsRefused) {
  EXPECT_THROW(Read("/jobs/j", "", {{"x-amzn-principal", "\xff"}}), engine::Error);
}

class BadBody : public testing::TestWithParam<std::string> {};

TEST_P(BadBody, IsAnInvalidRequest) {
  try {
    ParseObject(GetParam());
    FAIL();
  } catch (const engine::Error& error) {
    EXPECT_EQ(error.code, engine::ErrorCode::kInvalidRequest);
    EXPECT_THAT(error.what(), StartsWith("The request body is n"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("json.exception")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    , BadBody,
    testing::Values("{", " ", "nonsense", "[]", "\"text\"", "null", "7", "{} {}", "{\"a\":1,}",
                    "{\"a\":\"\xff\"}", "{\"a\":1e999}", "{\"a\":\"\\ud800\"}",
                    std::string("{\"a\":\"\0\"}", 9), std::string(1'000'000, '['),
                    "{\"a\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}"));

TEST(Body, MayRepeatAMemberAndNestAHundredLevels) {
  EXPECT_EQ(ParseObject(R"({"a":1,"a":2})"), json({{"a", 2}}));
  EXPECT_NO_THROW(ParseObject("{\"a\":" + std::string(99, '[') + std::string(99, ']') + "}"));
  EXPECT_THROW(ParseObject("{\"a\":" + std::string(101, '[') + std::string(101, ']') + "}"),
               engine::Error);
}

TEST(Answers, EachHasARequestIdOfItsOwn) {
  const Response one = Answer(200, "{}");
  EXPECT_THAT(std::string(one.Header("x-amzn-RequestId")),
              testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                    "[0-9a-f]{12}"));
  EXPECT_NE(one.Header("x-amzn-RequestId"), Answer(200, "{}").Header("x-amzn-RequestId"));
}

TEST(Answers, AnOperationWithoutOutputHasAnEmptyBody) {
  api_spec::Operation operation;
  EXPECT_EQ(Success(operation, json::object()).body, "");
  EXPECT_EQ(Success(operation, json::object()).status, 200);
  const api_spec::Schema any;
  operation.output = &any;
  EXPECT_EQ(Success(operation, {{"a", 1.5}}).body, R"({"a":1.5})");
  EXPECT_EQ(Success(operation, {{"a", 1}}).Header("content-type"), "application/json");
}

TEST(Answers, AnErrorIsNamedInTheHeaderAndExplainedInTheBody) {
  const api_spec::ErrorForm form{409, "ResourceAlreadyExistsException"};
  const engine::Error error(engine::ErrorCode::kResourceAlreadyExists, "There is one.",
                            {{"resourceId", "lamp"},
                             {"resourceArn", "arn"},
                             {"executionState", {{"status", "QUEUED"}}}});
  const Response control = Failure(form, Plane::kControl, error);
  EXPECT_EQ(control.status, 409);
  EXPECT_EQ(control.Header("x-amzn-ErrorType"), "ResourceAlreadyExistsException");
  EXPECT_EQ(
      json::parse(control.body),
      json({{"message", "There is one."}, {"resourceId", "lamp"}, {"resourceArn", "arn"}}));
  EXPECT_EQ(json::parse(Failure(form, Plane::kData, error).body),
            json({{"message", "There is one."}}));
}

TEST(Answers, BytesThatAreNotUtf8DoNotKeepAnErrorFromLeaving) {
  EXPECT_EQ(json::parse(Refusal(400, "InvalidRequestException", "a\xff").body)["message"],
            "a\ufffd");
}

}  // namespace
}  // namespace http
