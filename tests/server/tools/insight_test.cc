#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Insight : public testing::Test {
 protected:
  Insight() {
    emulator.Ask("POST", "/things/lamp", "{}");
    emulator.Ask("PUT", "/jobs/j",
                 R"({"targets":["arn:aws:iot:us-east-1:123456789012:thing/lamp"],)"
                 R"("document":"{}","timeoutConfig":{"inProgressTimeoutInMinutes":60}})");
  }

  Emulator emulator;
};

TEST_F(Insight, ExplanationsAreJsonUnlessTextIsAskedFor) {
  EXPECT_EQ(emulator.Get("/_emulator/explain/things/lamp")["nextJob"]["job"], "j");
  EXPECT_EQ(emulator.Get("/_emulator/explain/jobs/j")["status"], "IN_PROGRESS");
  const Response by_query = emulator.Ask("GET", "/_emulator/explain/things/lamp?format=text");
  EXPECT_EQ(by_query.Header("content-type"), "text/plain; charset=utf-8");
  EXPECT_THAT(by_query.body, HasSubstr("The next job of lamp is job j (execution 1), QUEUED"));
  const Response by_header =
      emulator.Ask("GET", "/_emulator/explain/jobs/j", "",
                   {{"host", "127.0.0.1:4580"}, {"accept", "text/plain"}});
  EXPECT_THAT(by_header.body, HasSubstr("Job j is IN_PROGRESS: SNAPSHOT"));
}

TEST_F(Insight, WhatDoesNotExistIsNotFound) {
  for (const char* target :
       {"/_emulator/explain/things/door", "/_emulator/explain/jobs/door?format=text"}) {
    EXPECT_EQ(ErrorOf(emulator.Ask("GET", target)), "404 ResourceNotFoundException") << target;
  }
  EXPECT_EQ(ErrorOf(emulator.Ask("GET", "/_emulator/explain/groups/g")),
            "404 UnknownOperationException");
}

TEST_F(Insight, TimersAreListedInBothForms) {
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/timers?format=text").body, "Nothing is due.\n");
  emulator.Ask("PUT", "/things/lamp/jobs/$next", "{}");
  EXPECT_EQ(emulator.Get("/_emulator/timers")["timers"][0]["kind"], "inProgressTimeout");
  EXPECT_EQ(
      emulator.Ask("GET", "/_emulator/timers?format=text").body,
      "2026-06-01T13:00:00Z  in 1 hour: execution 1 of job j on lamp becomes TIMED_OUT by "
      "its in-progress timer.\n");
  for (const char* bad : {"0", "1001", "x", "1x", ""}) {
    EXPECT_EQ(ErrorOf(emulator.Ask("GET", std::string("/_emulator/timers?maxResults=") + bad)),
              "400 InvalidRequestException")
        << bad;
  }
}

TEST_F(Insight, ARolloutIsToldAsFarAsItHasComeAndAsItIsPlanned) {
  std::string targets;
  for (const char* name : {"fan", "oven", "door"}) {
    emulator.Ask("POST", std::string("/things/") + name, "{}");
    targets += std::string(targets.empty() ? "" : ",") +
               "\"arn:aws:iot:us-east-1:123456789012:thing/" + name + '"';
  }
  emulator.Ask("PUT", "/jobs/paced",
               R"({"document":"{}","targets":[)" + targets +
                   R"(],"jobExecutionsRolloutConfig":)"
                   R"({"maximumPerMinute":2}})");
  const json course = emulator.Get("/_emulator/jobs/paced/rollout");
  EXPECT_EQ(course["reached"], json::parse(R"([{"at":"2026-06-01T12:00:00Z","things":2}])"));
  EXPECT_EQ(course["planned"], json::parse(R"([{"at":"2026-06-01T12:00:00Z","things":2},
                                               {"at":"2026-06-01T12:01:00Z","things":3}])"));
  EXPECT_EQ(course["left"], 1);
  EXPECT_EQ(ErrorOf(emulator.Ask("GET", "/_emulator/jobs/door/rollout")),
            "404 ResourceNotFoundException");
}

TEST_F(Insight, ARolloutIsPlannedWithoutAJobAndRefusedAsAJobWouldBe) {
  const auto plan = [&](const std::string& config) {
    return emulator.Ask("POST", "/_emulator/rollout-plan",
                        R"({"things":5,"createJob":{"jobId":"x","targets":)"
                        R"(["arn:aws:iot:us-east-1:123456789012:thing/lamp"],)"
                        R"("jobExecutionsRolloutConfig":)" +
                            config + "}}");
  };
  EXPECT_EQ(json::parse(plan(R"({"maximumPerMinute":2})").body),
            json::parse(R"({"minutes":[2,2,1],"left":0,"windows":[]})"));
  EXPECT_EQ(ErrorOf(plan(R"({"maximumPerMinute":0})")), "400 InvalidRequestException");
  EXPECT_EQ(ErrorOf(emulator.Ask("GET", "/jobs/x")), "404 ResourceNotFoundException");
}

TEST_F(Insight, APlanHasTheNextWindowsAndWhatIsWrongWithThem) {
  const auto plan = [&](const std::string& selection) {
    return emulator.Ask("POST", "/_emulator/rollout-plan",
                        R"({"things":1,"createJob":{"jobId":"x","targets":)"
                        R"(["arn:aws:iot:us-east-1:123456789012:thing/lamp"],)"
                        R"("targetSelection":")" +
                            selection +
                            R"(","schedulingConfig":{"startTime":"2026-06-01T14:00",)"
                            R"~("maintenanceWindows":[{"startTime":"cron(0 2 * * ? *)",)~"
                            R"("durationInMinutes":60}]}}})");
  };
  const json windows = json::parse(plan("CONTINUOUS").body)["windows"];
  ASSERT_EQ(windows.size(), 7);
  EXPECT_EQ(windows[0], "2026-06-02T02:00:00Z");
  EXPECT_EQ(ErrorOf(plan("SNAPSHOT")), "400 InvalidRequestException");
}

TEST_F(Insight, AdvanceToNextAnswersWithWhatHappenedAndWhatComesNext) {
  emulator.Ask("PUT", "/things/lamp/jobs/$next", "{}");
  const auto advance = [&] {
    return json::parse(
        emulator.Ask("POST", "/_emulator/clock", R"({"advanceToNext":true})").body);
  };
  json answer = advance();
  EXPECT_EQ(answer["now"], "2026-06-01T13:00:00.000Z");
  EXPECT_EQ(answer["nextDueAt"], nullptr);
  EXPECT_EQ(answer["happened"][0]["status"], "TIMED_OUT");
  EXPECT_EQ(answer["happened"][1]["text"], "job j is COMPLETED");
  answer = advance();
  EXPECT_EQ(answer["happened"], json::array());
  EXPECT_EQ(answer["now"], "2026-06-01T13:00:00.000Z");
}

}  // namespace
}  // namespace http
