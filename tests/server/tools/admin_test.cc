#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Admin, ResetForgetsEverythingUnderEachOfItsNames) {
  Emulator emulator;
  for (const char* target : {"/_emulator/reset", "/moto-api/reset", "/_ministack/reset"}) {
    emulator.Ask("POST", "/things/lamp", "{}");
    ASSERT_EQ(emulator.Ask("GET", "/things/lamp").status, 200);
    EXPECT_EQ(emulator.Ask("POST", target).status, 200);
    EXPECT_EQ(emulator.Ask("GET", "/things/lamp").status, 404);
  }
}

TEST(Admin, TheClockIsShown) {
  Emulator emulator;
  EXPECT_EQ(emulator.Get("/_emulator/clock"), json({{"now", "2026-06-01T12:00:00.000Z"},
                                                    {"epochMilliseconds", 1780315200000},
                                                    {"scale", 0.0},
                                                    {"frozen", true}}));
}

TEST(Admin, TheClockIsMovedAndShownInOneRequest) {
  Emulator emulator;
  const Response response = emulator.Ask("POST", "/_emulator/clock", R"({"advance":"61m"})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json::parse(response.body)["now"], "2026-06-01T13:01:00.000Z");
  emulator.Ask("POST", "/_emulator/clock", R"({"freeze":true,"set":"2026-01-01T00:00:00Z"})");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["now"], "2026-01-01T00:00:00.000Z");
  emulator.Ask("POST", "/_emulator/clock", R"({"scale":60})");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["scale"], 60);
  EXPECT_EQ(emulator.Get("/_emulator/clock")["frozen"], false);
}

TEST(Admin, WhatFallsDueOnTheWayHappensBeforeTheAnswer) {
  Emulator emulator;
  emulator.Ask("POST", "/things/lamp", "{}");
  emulator.Ask("PUT", "/jobs/j",
               R"({"targets":["arn:aws:iot:us-east-1:123456789012:thing/lamp"],)"
               R"("document":"{}","timeoutConfig":{"inProgressTimeoutInMinutes":60}})");
  emulator.Ask("PUT", "/things/lamp/jobs/$next", "{}");
  emulator.Ask("POST", "/_emulator/clock", R"({"advance":"61m"})");
  EXPECT_EQ(emulator.Get("/things/lamp/jobs/j")["execution"]["status"], "TIMED_OUT");
}

TEST(Admin, ABadClockSettingIsRefusedAndMovesNothing) {
  Emulator emulator;
  for (const char* body :
       {"", "{}", "[]", "{", R"({"advance":"soon"})", R"({"scale":60,"set":"never"})"}) {
    EXPECT_EQ(ErrorOf(emulator.Ask("POST", "/_emulator/clock", body)),
              "400 InvalidRequestException")
        << body;
  }
  EXPECT_EQ(emulator.Get("/_emulator/clock")["now"], "2026-06-01T12:00:00.000Z");
  EXPECT_EQ(emulator.Get("/_emulator/clock")["frozen"], true);
}

TEST(Admin, PagesOfAnotherOriginMayReadButNotChange) {
  Emulator emulator;
  emulator.Ask("POST", "/things/lamp", "{}");
  const Headers foreign = {{"host", "127.0.0.1:4580"}, {"origin", "https://example.com"}};
  for (const char* target :
       {"/_emulator/reset", "/moto-api/reset", "/_ministack/reset", "/_emulator/clock"}) {
    EXPECT_EQ(emulator.Ask("POST", target, "{}", foreign).status, 403) << target;
  }
  EXPECT_EQ(emulator.Ask("GET", "/things/lamp").status, 200);
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/health", "", foreign).status, 200);
  const Headers own = {{"host", "127.0.0.1:4580"}, {"origin", "http://127.0.0.1:4580"}};
  EXPECT_EQ(emulator.Ask("POST", "/_emulator/reset", "", own).status, 200);
}

TEST(Admin, TheDescriptionsAreServed) {
  Emulator emulator;
  EXPECT_TRUE(emulator.Get("/_emulator/openapi/iot.json").contains("openapi"));
  EXPECT_TRUE(emulator.Get("/_emulator/openapi/iot-jobs-data.json").contains("openapi"));
  EXPECT_TRUE(emulator.Get("/_emulator/asyncapi/iot-jobs.json").contains("asyncapi"));
  const Response other = emulator.Ask("GET", "/_emulator/openapi/iot-jobs.json");
  EXPECT_EQ(ErrorOf(other), "404 ResourceNotFoundException");
  EXPECT_THAT(other.body, HasSubstr("iot-jobs-data.json"));
}

TEST(Admin, AnUnknownRouteNamesThoseThatExist) {
  Emulator emulator;
  for (const auto& [method, target] : {std::pair{"GET", "/_emulator"},
                                       {"GET", "/_emulator/reset"},
                                       {"DELETE", "/_emulator/clock"},
                                       {"POST", "/moto-api/other"}}) {
    const Response response = emulator.Ask(method, target);
    EXPECT_EQ(ErrorOf(response), "404 UnknownOperationException") << method << " " << target;
    EXPECT_THAT(response.body, HasSubstr("/_emulator/health"));
  }
}

}  // namespace
}  // namespace http
