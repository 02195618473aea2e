#include "server/tools/clock_setting.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api_spec/check.h"
#include "engine/error.h"

namespace tools {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const engine::Instant kNow = *engine::ParseInstant("2026-06-01T12:00:00Z");

// As SetClock does.
ClockSetting Read(const char* body, const engine::Clock& clock = engine::Clock()) {
  const auto& operation =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "SetClock");
  json input = json::parse(body);
  if (const std::string wrong = api_spec::CheckInput(operation, input); !wrong.empty()) {
    engine::RefuseRequest(wrong);
  }
  return ReadClockSetting(input, clock, kNow);
}

TEST(ClockSetting, AdvanceCountsFromNow) {
  const ClockSetting setting = Read(R"({"advance":"61m"})");
  EXPECT_EQ(setting.to, kNow + 61min);
  EXPECT_FALSE(setting.scale);
}

TEST(ClockSetting, AdvanceCountsFromSetWhenBothAreThere) {
  EXPECT_EQ(Read(R"({"advance":"1h","set":"2026-01-01T00:00:00Z"})").to,
            engine::ParseInstant("2026-01-01T01:00:00Z"));
}

TEST(ClockSetting, AdvanceToNextGoesAlone) {
  EXPECT_TRUE(Read(R"({"advanceToNext":true})").to_next);
  for (const char* body :
       {R"({"advanceToNext":false})", R"({"advanceToNext":true,"advance":"1m"})"}) {
    EXPECT_THROW(Read(body), engine::Error) << body;
  }
}

TEST(ClockSetting, FreezingIsAScaleOfZero) {
  EXPECT_EQ(Read(R"({"freeze":true})").scale, 0);
  EXPECT_EQ(Read(R"({"scale":60})").scale, 60);
  EXPECT_EQ(Read(R"({"freeze":false,"scale":2.5})").scale, 2.5);
}

TEST(ClockSetting, AFrozenClockThawsToItsNaturalSpeedAndARunningOneKeepsItsOwn) {
  EXPECT_EQ(Read(R"({"freeze":false})", engine::Clock::Frozen(kNow)).scale, 1);
  EXPECT_EQ(Read(R"({"freeze":false})").scale, std::nullopt);
}

class BadClockSetting : public testing::TestWithParam<const char*> {};

TEST_P(BadClockSetting, IsRefused) {
  try {
    Read(GetParam());
    FAIL() << "taken: " << GetParam();
  } catch (const engine::Error& error) {
    EXPECT_EQ(error.code, engine::ErrorCode::kInvalidRequest);
  }
}

INSTANTIATE_TEST_SUITE_P(
    , BadClockSetting,
    testing::Values("{}", R"({"forward":"1m"})", R"({"advance":"-1m"})",
                    R"({"advance":"soon"})", R"({"advance":""})", R"({"advance":60})",
                    R"({"advance":null})", R"({"advance":"9000000d"})",
                    R"({"advance":"99999999999999999999d"})", R"({"set":"yesterday"})",
                    R"({"set":"1969-12-31T23:59:59Z"})", R"({"set":"10000-01-01T00:00:00Z"})",
                    R"({"set":"9999-12-31T23:59:59Z","advance":"1m"})", R"({"set":1700000000})",
                    R"({"scale":-1})", R"({"scale":"60"})", R"({"scale":1e6})",
                    R"({"scale":null})", R"({"freeze":"yes"})", R"({"freeze":1})",
                    R"({"freeze":true,"scale":60})"));

}  // namespace
}  // namespace tools
