#include "engine/clock.h"

#include <gtest/gtest.h>

#include "engine/instant.h"

namespace engine {
namespace {

using std::chrono::minutes;

TEST(Clock, FrozenClockStandsStillUntilItIsSet) {
  const Instant start = *ParseInstant("2026-01-01T00:00:00Z");
  Clock clock = Clock::Frozen(start);
  EXPECT_EQ(clock.Now(), start);
  clock.Set(start + minutes{61});
  EXPECT_EQ(clock.Now(), start + minutes{61});
}

TEST(Clock, KeptSettingShowsTheSameTimeAgain) {
  Clock clock;
  clock.Set(*ParseInstant("2030-06-01T12:00:00Z"));
  clock.SetScale(0);
  EXPECT_EQ(Clock(clock.setting()).Now(), clock.Now());
}

}  // namespace
}  // namespace engine
