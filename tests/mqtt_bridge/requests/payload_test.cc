#include "mqtt_bridge/requests/payload.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mqtt_bridge {
namespace {

TEST(Payload, AJobDocumentIsAnObjectWrittenAsTheOperatorWroteIt) {
  const char* const document = R"({"z": 1e5, "a": 12345678901234567890123})";
  EXPECT_EQ(
      PayloadText({{"execution", {{"jobDocument", document}, {"jobId", "j"}}}}),
      R"({"execution":{"jobDocument":{"z": 1e5, "a": 12345678901234567890123},"jobId":"j"}})");
  EXPECT_EQ(PayloadText({{"jobDocument", R"("x")"}, {"timestamp", 1}}),
            R"({"jobDocument":"x","timestamp":1})");
}

TEST(Payload, TextThatLooksLikeADocumentsPlaceIsLeftAlone) {
  const char* const token = R"("jobDocument":null)";
  EXPECT_EQ(PayloadText({{"clientToken", token}, {"jobDocument", "{}"}}),
            R"({"clientToken":"\"jobDocument\":null","jobDocument":{}})");
}

TEST(Payload, TextThatIsNotUtf8IsMended) {
  EXPECT_EQ(PayloadText({{"message", "\xff"}}), "{\"message\":\"\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace mqtt_bridge
