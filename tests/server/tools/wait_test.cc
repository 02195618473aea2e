#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class WaitTest : public testing::Test {
 protected:
  WaitTest() {
    emulator.Ask("POST", "/things/lamp", "{}");
    emulator.Ask("PUT", "/jobs/update",
                 R"({"targets":["arn:aws:iot:us-east-1:123456789012:thing/lamp"],)"
                 R"("document":"{}"})");
  }

  Response Wait(const std::string& query) {
    return emulator.Ask("GET", "/_emulator/wait?" + query);
  }

  Emulator emulator;
};

TEST_F(WaitTest, WhatIsSoIsAnsweredAtOnce) {
  const Response response = Wait("thing=lamp&job=update&status=QUEUED");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(
      json::parse(response.body),
      json::parse(R"({"held":true,"message":"execution 1 of job update on lamp is QUEUED )"
                  R"(since 2026-06-01T12:00:00Z","nearest":{"thing":"lamp","job":"update",)"
                  R"("executionNumber":1,"status":"QUEUED","versionNumber":1,)"
                  R"("since":"2026-06-01T12:00:00Z"}})"));
  EXPECT_EQ(Wait("settled=true&format=text").body,
            "nothing is due, and nothing is under way\n");
  EXPECT_EQ(Wait("job=update&jobStatus=IN_PROGRESS").status, 200);
}

TEST_F(WaitTest, WhatIsNotSoInTimeIs417AndSaysWhy) {
  const Response response = Wait("job=update&jobStatus=TERMINAL&timeout=1ms");
  EXPECT_EQ(response.status, 417);
  const json answer = json::parse(response.body);
  EXPECT_EQ(answer["held"], false);
  EXPECT_THAT(answer["message"].get<std::string>(),
              HasSubstr("not so within 1 ms: job update is IN_PROGRESS"));
  EXPECT_EQ(answer["nearest"]["status"], "IN_PROGRESS");
  EXPECT_EQ(response.Header("Access-Control-Allow-Origin"),
            Wait("settled=true").Header("Access-Control-Allow-Origin"));
}

TEST_F(WaitTest, WhatCanNotBeIsAnsweredAtOnce) {
  EXPECT_EQ(ErrorOf(Wait("thing=lapm&status=QUEUED&timeout=1h")),
            "404 ResourceNotFoundException");
  emulator.Ask("PUT", "/jobs/update/cancel?force=true", "{}");
  const Response ended = Wait("job=update&jobStatus=COMPLETED&timeout=1h");
  EXPECT_EQ(ended.status, 417);
  EXPECT_THAT(ended.body, HasSubstr("it cannot become so: job update is CANCELED"));
}

TEST_F(WaitTest, WhatMakesNoConditionIsRefusedByName) {
  for (const auto& [query, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "Say what to wait for"},
           {"timeout=1s", "Say what to wait for"},
           {"thing=lamp&job=update", "Say what to wait for"},
           {"status=QUEUED", "status needs thing, job or both"},
           {"thing=&status=QUEUED", "thing is empty"},
           {"jobStatus=COMPLETED", "jobStatus needs job"},
           {"job=update&jobStatus=COMPLETED&thing=lamp", "thing does not go with jobStatus"},
           {"job=update&jobStatus=COMPLETED&status=QUEUED",
            "jobStatus does not go with status"},
           {"thing=lamp&job=update&status=QUEUED&count=2",
            "count goes with thing or job alone"},
           {"topic=a/%23/b", "topic is a topic or a filter"},
           {"topic=a%2B", "topic is a topic or a filter"},
           {"topic=a&client=lamp", "client does not go with topic"},
           {"connected=true", "connected needs client or thing"},
           {"connected=true&client=lamp&thing=lamp", "connected needs client or thing"},
           {"settled=false", "settled can be waited for when it is true"},
           {"settled=true&count=2", "count does not go with settled"},
           {"settled=true&timeout=soon", "timeout is a duration"},
           {"settled=true&timeout=61m", "timeout is a duration"}}) {
    const Response response = Wait(query);
    EXPECT_EQ(ErrorOf(response), "400 InvalidRequestException") << query;
    EXPECT_THAT(response.body, HasSubstr(why)) << query;
  }
}

}  // namespace
}  // namespace http
