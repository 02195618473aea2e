#include "server/console/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/server/http/emulator.h"

namespace console {
namespace {

using http::Headers;
using http::Response;
using testing::HasSubstr;

constexpr std::array kAssets{
    Asset{"index.html", "text/html", "\"page\"", "page by brotli", "page by gzip"},
    Asset{"assets/main-1.js", "text/javascript", "\"main\"", "main by brotli", "main by gzip"}};
const Headers kBrowser{{"accept", "text/html,*/*"}, {"accept-encoding", "gzip, deflate, br"}};

std::optional<Response> Get(const std::string& target, const Headers& headers = kBrowser,
                            std::span<const Asset> assets = kAssets) {
  const http::Request request{.method = "GET", .target = target, .headers = headers};
  return Answer(assets, request, http::ParseTarget(target));
}

TEST(Console, ABrowserIsLedThereFromTheRootAndAClientIsNot) {
  EXPECT_EQ(Get("/")->status, 302);
  EXPECT_EQ(Get("/")->Header("location"), "/console/");
  EXPECT_EQ(Get("/console")->Header("location"), "/console/");
  EXPECT_FALSE(Get("/", {{"accept", "*/*"}}));
  EXPECT_FALSE(Get("/consoles"));
}

TEST(Console, EachAddressBelowIsThePageAndAFileThatIsNotThereIsMissing) {
  EXPECT_EQ(Get("/console/")->body, "page by brotli");
  EXPECT_EQ(Get("/console/jobs/a%2Fb?status=FAILED")->body, "page by brotli");
  EXPECT_EQ(Get("/console/assets/main-1.js")->body, "main by brotli");
  EXPECT_EQ(Get("/console/assets/main-2.js")->status, 404);
}

TEST(Console, ComesInACodingThatTheClientAccepts) {
  EXPECT_EQ(Get("/console/", {{"accept-encoding", "gzip"}})->body, "page by gzip");
  EXPECT_EQ(Get("/console/", {{"accept-encoding", "gzip"}})->Header("content-encoding"),
            "gzip");
  EXPECT_EQ(Get("/console/", {{"accept-encoding", "br;q=0, gzip;q=0.5"}})->body,
            "page by gzip");
  EXPECT_EQ(Get("/console/", {})->status, 406);
}

TEST(Console, WhatIsNamedByItsContentIsKeptForeverAndThePageIsAskedForAnew) {
  EXPECT_THAT(std::string(Get("/console/assets/main-1.js")->Header("cache-control")),
              HasSubstr("immutable"));
  EXPECT_EQ(Get("/console/")->Header("cache-control"), "no-cache");
  Headers again = kBrowser;
  again.emplace_back("if-none-match", "\"page\"");
  EXPECT_EQ(Get("/console/", again)->status, 304);
  EXPECT_EQ(Get("/console/", again)->body, "");
}

TEST(Console, ThePageMayLoadNothingFromElsewhere) {
  EXPECT_THAT(std::string(Get("/console/")->Header("content-security-policy")),
              HasSubstr("default-src 'self'"));
}

TEST(Console, WhereItWasLeftOutItSaysSo) {
  EXPECT_EQ(Get("/console/", kBrowser, {})->status, 404);
  EXPECT_THAT(Get("/console/", kBrowser, {})->body, HasSubstr("without its console"));
}

TEST(Console, WhoOnlyLooksLeavesNoTraceInTheJournal) {
  http::Emulator emulator;
  const Headers quiet{{"host", "127.0.0.1:4580"}, {"x-iot-jobs-local-trace", "none"}};
  emulator.Ask("GET", "/things", "", quiet);
  emulator.Ask("GET", "/things/none", "", quiet);
  EXPECT_EQ(emulator.Get("/_emulator/journal?kind=call")["entries"].size(), 0);
  emulator.Ask("POST", "/things/lamp", "{}", quiet);
  EXPECT_EQ(emulator.Get("/_emulator/journal?kind=call")["entries"].size(), 1);
}

TEST(Console, WhoOnlyLooksIsStruckByNoFault) {
  http::Emulator emulator;
  emulator.Ask("POST", "/_emulator/faults",
               R"({"effect":{"error":"ThrottlingException"},"count":1})");
  const Headers quiet{{"host", "127.0.0.1:4580"}, {"x-iot-jobs-local-trace", "none"}};
  EXPECT_EQ(emulator.Ask("GET", "/things", "", quiet).status, 200);
  EXPECT_EQ(http::ErrorOf(emulator.Ask("GET", "/things")), "400 ThrottlingException");
}

}  // namespace
}  // namespace console
