#include "engine/instant.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(Duration, TakesAmountsWithUnitsInARow) {
  EXPECT_EQ(ParseDuration("61m"), minutes{61});
  EXPECT_EQ(ParseDuration("1h30m"), minutes{90});
  EXPECT_EQ(ParseDuration("14d"), minutes{14 * 24 * 60});
  EXPECT_EQ(ParseDuration("500ms"), Duration{500});
  EXPECT_EQ(ParseDuration("90s"), seconds{90});
}

TEST(Duration, RefusesAnythingElse) {
  for (const char* text : {"", "61", "m", "-5m", "5 m", "1h-5m", "99999999999999999999d",
                           "9223372036854775807w", "1.5h"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(InstantText, IsReadAndWrittenInUtc) {
  EXPECT_EQ(Milliseconds(*ParseInstant("1970-01-02T00:00:00Z")), 86'400'000);
  EXPECT_EQ(Milliseconds(*ParseInstant("1970-01-01T00:00:01.25Z")), 1'250);
  EXPECT_EQ(FormatInstant(*ParseInstant("2026-02-28T23:59:59.123456Z")),
            "2026-02-28T23:59:59.123Z");
}

TEST(InstantText, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T24:00:00Z",
                           "2026-01-01T00:00:00", "x", "2026-1-1T00:00:00Z"}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
}

}  // namespace
}  // namespace engine
