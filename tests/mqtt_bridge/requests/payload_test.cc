#include "mqtt_bridge/requests/payload.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mqtt_bridge {
namespace {

TEST(Payload, AJobDocumentIsAnObjectWrittenAsTheOperatorWroteIt) {
  const char* const document = R"({"z": 1e5, "a": 12345678901234567890123})";
  EXPECT_EQ(
      PayloadText({{"execution", {{"jobDocument", document}, {"jobId", "j"}}}}),
      R"({"execution":{"jobId":"j","jobDocument":{"z": 1e5, "a": 12345678901234567890123}}})");
  EXPECT_EQ(PayloadText({{"jobDocument", R"("x")"}, {"timestamp", 1}}),
            R"({"timestamp":1,"jobDocument":"x"})");
}

TEST(Payload, TextThatLooksLikeADocumentsPlaceIsLeftAlone) {
  const char* const token = R"("jobDocument":null)";
  EXPECT_EQ(PayloadText({{"clientToken", token}, {"jobDocument", "{}"}}),
            R"({"clientToken":"\"jobDocument\":null","jobDocument":{}})");
}

TEST(Payload, TextThatIsNotUtf8IsMended) {
  EXPECT_EQ(PayloadText({{"message", "\xff"}}), "{\"message\":\"\xef\xbf\xbd\"}");
}

// AWS: as devices' logs show them.
TEST(Payload, HasMembersInTheOrderOfAws) {
  const nlohmann::json execution = {
      {"jobId", "j"},       {"status", "QUEUED"},   {"statusDetails", {{"a", "1"}}},
      {"queuedAt", 1},      {"startedAt", 2},       {"lastUpdatedAt", 3},
      {"versionNumber", 4}, {"executionNumber", 5}, {"approximateSecondsBeforeTimedOut", 6},
      {"jobDocument", "{}"}};
  EXPECT_EQ(PayloadText({{"timestamp", 7}, {"execution", execution}, {"clientToken", "t"}}),
            R"({"clientToken":"t","timestamp":7,"execution":{"jobId":"j","status":"QUEUED",)"
            R"("statusDetails":{"a":"1"},"queuedAt":1,"startedAt":2,"lastUpdatedAt":3,)"
            R"("versionNumber":4,"executionNumber":5,"approximateSecondsBeforeTimedOut":6,)"
            R"("jobDocument":{}}})");
  const nlohmann::json summary = {{"startedAt", 3},     {"jobId", "j"},
                                  {"queuedAt", 1},      {"lastUpdatedAt", 2},
                                  {"versionNumber", 5}, {"executionNumber", 4}};
  const std::string written = R"({"jobId":"j","queuedAt":1,"lastUpdatedAt":2,"startedAt":3,)"
                              R"("executionNumber":4,"versionNumber":5})";
  EXPECT_EQ(PayloadText({{"timestamp", 7}, {"jobs", {{"QUEUED", {summary}}}}}),
            R"({"timestamp":7,"jobs":{"QUEUED":[)" + written + "]}}");
  EXPECT_EQ(
      PayloadText({{"inProgressJobs", nlohmann::json::array()}, {"queuedJobs", {summary}}}),
      R"({"inProgressJobs":[],"queuedJobs":[)" + written + "]}");
}

TEST(Payload, OfARefusalSaysFirstWhichItIs) {
  EXPECT_EQ(PayloadText({{"clientToken", "t"},
                         {"executionState", {{"versionNumber", 1}, {"status", "QUEUED"}}},
                         {"message", "m"},
                         {"timestamp", 7},
                         {"code", "InvalidTopic"}}),
            R"({"code":"InvalidTopic","message":"m","timestamp":7,"clientToken":"t",)"
            R"("executionState":{"status":"QUEUED","versionNumber":1}})");
}

}  // namespace
}  // namespace mqtt_bridge
