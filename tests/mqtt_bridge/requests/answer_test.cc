#include "mqtt_bridge/requests/answer.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "engine/error.h"

namespace {

using nlohmann::json;

constexpr std::int64_t kNow = 1700000000;

struct Answer {
  bool accepted;
  json payload;
};

using Run = std::function<json(const mqtt_bridge::Route&, const json& input)>;

Answer Ask(std::string_view topic, std::string_view payload, const Run& run) {
  static const mqtt_bridge::Router router(api_spec::Spec::BuiltIn());
  mqtt_bridge::Asked asked = mqtt_bridge::Read(router.Find(topic), payload);
  const auto answer = mqtt_bridge::AnswerTo(
      asked, [&] { return run(asked.route, asked.opened.input); },
      [] { return engine::FromMilliseconds(kNow * 1000 + 999); });
  return {answer.accepted, json::parse(answer.messages.at(0).payload)};
}

json NotCalled(const mqtt_bridge::Route& route, const json&) {
  ADD_FAILURE() << route.topic->operation->name << " was called";
  return json::object();
}

constexpr const char* kUpdate = "$aws/things/lamp/jobs/j1/update";

TEST(Answer, AcceptedIsTheOutputWithTimestampAndClientToken) {
  const Answer answer =
      Ask("$aws/things/lamp/jobs/get", R"({"clientToken":"a b/c"})",
          [](const auto& route, const json& input) {
            EXPECT_EQ(route.topic->operation->name, "GetPendingJobExecutions");
            EXPECT_EQ(input, json({{"thingName", "lamp"}}));
            return json{{"inProgressJobs", json::array()}, {"queuedJobs", json::array()}};
          });
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(answer.payload, json({{"inProgressJobs", json::array()},
                                  {"queuedJobs", json::array()},
                                  {"timestamp", kNow},
                                  {"clientToken", "a b/c"}}));
}

TEST(Answer, NoPayloadIsAnEmptyObject) {
  const Answer answer = Ask("$aws/things/lamp/jobs/$next/get", "", [](const auto&, json input) {
    EXPECT_EQ(input, json({{"thingName", "lamp"}, {"jobId", "$next"}}));
    return json::object();
  });
  EXPECT_TRUE(answer.accepted);
  EXPECT_EQ(answer.payload, json({{"timestamp", kNow}}));
}

TEST(Answer, ThePayloadCannotNameAnotherThingOrJob) {
  Ask(kUpdate, R"({"thingName":"other","jobId":"other","status":"FAILED"})",
      [](const auto&, const json& input) {
        EXPECT_EQ(input, json({{"thingName", "lamp"}, {"jobId", "j1"}, {"status", "FAILED"}}));
        return json::object();
      });
  Ask("$aws/things/lamp/jobs/$next/get", R"({"thingName":"other","jobId":"other"})",
      [](const auto&, const json& input) {
        EXPECT_EQ(input, json({{"thingName", "lamp"}, {"jobId", "$next"}}));
        return json::object();
      });
}

TEST(Answer, ARefusalIsRejectedWithTheCodeOfMqttAndItsDetails) {
  const Answer answer =
      Ask(kUpdate, R"({"status":"FAILED","expectedVersion":99,"clientToken":"x"})",
          [](const auto&, const json&) -> json {
            throw engine::Error(
                engine::ErrorCode::kVersionConflict, "Expected version 99 but found version 1",
                {{"executionState", {{"status", "QUEUED"}, {"versionNumber", 1}}}});
          });
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(answer.payload,
            json({{"code", "VersionMismatch"},
                  {"message", "Expected version 99 but found version 1"},
                  {"timestamp", kNow},
                  {"clientToken", "x"},
                  {"executionState", {{"status", "QUEUED"}, {"versionNumber", 1}}}}));
}

struct CodeCase {
  engine::ErrorCode error;
  const char* code;
};

TEST(Answer, EachErrorHasTheCodeThatAwsGivesItOverMqtt) {
  using enum engine::ErrorCode;
  for (const CodeCase& expected : {CodeCase{kInvalidRequest, "InvalidRequest"},
                                   {kInvalidStateTransition, "InvalidStateTransition"},
                                   {kVersionConflict, "VersionMismatch"},
                                   {kResourceNotFound, "ResourceNotFound"},
                                   {kTerminalState, "TerminalStateReached"},
                                   {kThrottling, "RequestThrottled"},
                                   {kInternalFailure, "InternalError"}}) {
    const Answer answer = Ask(kUpdate, "{}", [&](const auto&, const json&) -> json {
      throw engine::Error(expected.error, "no");
    });
    EXPECT_EQ(answer.payload["code"], expected.code);
  }
}

TEST(Answer, AnotherExceptionIsAnInternalErrorThatTellsNothing) {
  const Answer answer =
      Ask(kUpdate, R"({"clientToken":"x"})",
          [](const auto&, const json&) -> json { throw std::runtime_error("secret"); });
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(answer.payload["code"], "InternalError");
  EXPECT_EQ(answer.payload["clientToken"], "x");
  EXPECT_EQ(answer.payload["message"].get<std::string>().find("secret"), std::string::npos);
}

TEST(Answer, WhatIsNoJsonObjectIsInvalidJson) {
  for (const std::string_view payload :
       {"{", "[]", "\"text\"", "7", "null", "{} {}", "{\"status\":\"\xff\"}", "\xfe\xff", " ",
        "{'status':1}"}) {
    const Answer answer = Ask(kUpdate, payload, NotCalled);
    EXPECT_FALSE(answer.accepted);
    EXPECT_EQ(answer.payload["code"], "InvalidJson") << payload;
    EXPECT_EQ(answer.payload["timestamp"], kNow);
    EXPECT_TRUE(answer.payload["message"].is_string());
  }
}

TEST(Answer, EndlessNestingIsRefused) {
  const std::string open = std::string(400000, '[');
  EXPECT_EQ(Ask(kUpdate, open, NotCalled).payload["code"], "InvalidJson");
  const std::string nested = "{\"clientToken\":" + open + std::string(400000, ']') + "}";
  EXPECT_EQ(Ask(kUpdate, nested, NotCalled).payload["code"], "InvalidJson");
}

TEST(Answer, AClientTokenThatIsNoStringIsAnInvalidRequest) {
  for (const char* payload :
       {R"({"clientToken":7})", R"({"clientToken":{}})", R"({"clientToken":["a"]})"}) {
    const Answer answer = Ask(kUpdate, payload, NotCalled);
    EXPECT_EQ(answer.payload["code"], "InvalidRequest");
    EXPECT_FALSE(answer.payload.contains("clientToken"));
  }
}

TEST(Answer, AJobsTopicWithoutOperationIsAnInvalidTopic) {
  const Answer answer =
      Ask("$aws/things/lamp/jobs/j1/delete", R"({"clientToken":"x"})", NotCalled);
  EXPECT_FALSE(answer.accepted);
  EXPECT_EQ(answer.payload["code"], "InvalidTopic");
  EXPECT_EQ(answer.payload["clientToken"], "x");
  EXPECT_EQ(Ask("$aws/things//jobs/get", "no json", NotCalled).payload["code"], "InvalidTopic");
}

}  // namespace
