#include "engine/jobs/schedule.h"

#include <gtest/gtest.h>

#include "engine/jobs/job.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

using std::chrono::minutes;

// A Thursday.
const Instant kNow = ParseInstant("2026-01-01T12:00:00Z").value();

Instant At(const std::string& text) {
  return ParseInstant("2026-" + text + ":00Z").value();
}

std::string Checked(const json& config,
                    TargetSelection selection = TargetSelection::kContinuous,
                    bool least_distances = true) {
  return Refusal([&] { CheckSchedulingConfig(config, selection, kNow, least_distances); });
}

json Windows(const std::string& cron, int duration) {
  return json::array({{{"startTime", cron}, {"durationInMinutes", duration}}});
}

TEST(Schedule, StartTimeIsThirtyMinutesToAYearAhead) {
  EXPECT_NE(Checked({{"startTime", "2026-01-01T12:29"}}), "accepted");
  EXPECT_EQ(Checked({{"startTime", "2026-01-01T12:30"}}), "accepted");
  EXPECT_EQ(Checked({{"startTime", "2027-01-01T12:00"}}), "accepted");
  EXPECT_NE(Checked({{"startTime", "2027-01-01T12:01"}}), "accepted");
}

TEST(Schedule, EndTimeIsThirtyMinutesToTwoYearsAhead) {
  EXPECT_NE(Checked({{"endTime", "2026-01-01T12:29"}}), "accepted");
  EXPECT_EQ(Checked({{"endTime", "2026-01-01T12:30"}}), "accepted");
  EXPECT_EQ(Checked({{"endTime", "2028-01-01T12:00"}}), "accepted");
  EXPECT_NE(Checked({{"endTime", "2028-01-01T12:01"}}), "accepted");
}

TEST(Schedule, SpanIsAtLeastThirtyMinutes) {
  EXPECT_NE(Checked({{"startTime", "2026-01-02T12:00"}, {"endTime", "2026-01-02T12:29"}}),
            "accepted");
  EXPECT_EQ(Checked({{"startTime", "2026-01-02T12:00"}, {"endTime", "2026-01-02T12:30"}}),
            "accepted");
}

TEST(Schedule, LimitsOffWaivesTheLeastDistances) {
  const auto off = [](const json& config) {
    return Checked(config, TargetSelection::kContinuous, false);
  };
  EXPECT_EQ(off({{"startTime", "2026-01-01T12:01"}, {"endTime", "2026-01-01T12:02"}}),
            "accepted");
  EXPECT_NE(off({{"startTime", "2026-01-01T12:02"}, {"endTime", "2026-01-01T12:02"}}),
            "accepted");
  EXPECT_NE(off({{"startTime", "2028-01-01T12:01"}}), "accepted");
}

TEST(Schedule, BadTimeIsRefusedInAwsWords) {
  for (const char* time : {"2026-02-01", "2026-02-01T02:00:00Z", "2026-02-30T02:00", "soon"}) {
    EXPECT_EQ(Checked({{"startTime", time}}),
              "InvalidRequest: 1 validation error detected: Provided time " +
                  std::string(time) + " UTC must follow the format YYYY-MM-DDThh:mm.");
  }
}

TEST(Schedule, WindowsNeedContinuousAndAStartTime) {
  const json windows = Windows("cron(0 2 ? * MON *)", 60);
  const json config = {{"startTime", "2026-02-01T02:00"}, {"maintenanceWindows", windows}};
  EXPECT_EQ(Checked(config), "accepted");
  EXPECT_EQ(Checked(config, TargetSelection::kSnapshot),
            "InvalidRequest: TargetSelection is invalid. MaintenanceWindow cannot be used with "
            "SNAPSHOT job.");
  EXPECT_EQ(Checked({{"maintenanceWindows", windows}}),
            "InvalidRequest: MaintenanceWindow cannot be used without StartTime of "
            "SchedulingConfig.");
  EXPECT_NE(Checked({{"startTime", "2026-02-01T02:00"},
                     {"maintenanceWindows", Windows("at two", 60)}}),
            "accepted");
}

TEST(Schedule, EndBehaviorNeedsAnEndTime) {
  EXPECT_NE(Checked({{"startTime", "2026-02-01T02:00"}, {"endBehavior", "CANCEL"}}),
            "accepted");
  EXPECT_EQ(Schedule(json{{"endTime", "2026-02-01T02:00"}}).end_behavior(),
            EndBehavior::kStopRollout);
}

TEST(Schedule, JobWithoutOneIsAlwaysOpen) {
  const Schedule none(json::object());
  EXPECT_TRUE(none.IsOpen(kNow));
  EXPECT_FALSE(none.HasEnded(kNow));
  EXPECT_FALSE(none.NextChange(kNow));
}

TEST(Schedule, StartAndEndTakeEffectAtTheirInstants) {
  const Schedule schedule(
      json{{"startTime", "2026-01-02T00:00"}, {"endTime", "2026-01-03T00:00"}});
  EXPECT_FALSE(schedule.IsOpen(At("01-02T00:00") - Duration{1}));
  EXPECT_TRUE(schedule.IsOpen(At("01-02T00:00")));
  EXPECT_EQ(schedule.NextChange(kNow), At("01-02T00:00"));
  EXPECT_EQ(schedule.NextChange(At("01-02T00:00")), At("01-03T00:00"));
  EXPECT_FALSE(schedule.HasEnded(At("01-03T00:00") - Duration{1}));
  EXPECT_TRUE(schedule.HasEnded(At("01-03T00:00")));
  EXPECT_FALSE(schedule.NextChange(At("01-03T00:00")));
}

TEST(Schedule, WindowIsOpenFromItsStartForItsDuration) {
  const Schedule schedule(json{{"startTime", "2026-01-04T00:00"},
                               {"maintenanceWindows", Windows("cron(0 2 ? * MON *)", 90)}});
  EXPECT_FALSE(schedule.IsOpen(At("01-04T00:00")));
  EXPECT_EQ(schedule.NextChange(kNow), At("01-04T00:00"));
  EXPECT_EQ(schedule.NextChange(At("01-04T00:00")), At("01-05T02:00"));
  EXPECT_EQ(schedule.NextOpening(kNow), At("01-05T02:00"));
  EXPECT_TRUE(schedule.IsOpen(At("01-05T02:00")));
  EXPECT_TRUE(schedule.IsOpen(At("01-05T03:30") - Duration{1}));
  EXPECT_EQ(schedule.NextChange(At("01-05T02:00")), At("01-05T03:30"));
  EXPECT_FALSE(schedule.IsOpen(At("01-05T03:30")));
  EXPECT_EQ(schedule.NextChange(At("01-05T03:30")), At("01-12T02:00"));
}

TEST(Schedule, WindowMayCrossMidnightAndStartTimeMayFallIntoIt) {
  const Schedule schedule(json{{"startTime", "2026-01-03T00:30"},
                               {"maintenanceWindows", Windows("cron(0 22 * * ? *)", 240)}});
  EXPECT_FALSE(schedule.IsOpen(At("01-03T00:29")));
  EXPECT_TRUE(schedule.IsOpen(At("01-03T00:30")));
  EXPECT_EQ(schedule.NextOpening(kNow), At("01-03T00:30"));
  EXPECT_EQ(schedule.NextChange(At("01-03T00:30")), At("01-03T02:00"));
}

TEST(Schedule, IsOpenInAnyOfItsWindows) {
  json windows = Windows("cron(0 2 * * ? *)", 60);
  windows.push_back(Windows("cron(30 2 * * ? *)", 60)[0]);
  const Schedule schedule(
      json{{"startTime", "2026-01-02T00:00"}, {"maintenanceWindows", windows}});
  for (const char* open : {"01-02T02:00", "01-02T02:45", "01-02T03:15"}) {
    EXPECT_TRUE(schedule.IsOpen(At(open))) << open;
  }
  EXPECT_FALSE(schedule.IsOpen(At("01-02T03:30")));
}

TEST(Schedule, ScheduledJobRolloutsAreTheNextSevenStartsBeforeTheEnd) {
  json config = {{"startTime", "2026-01-04T00:00"},
                 {"maintenanceWindows", Windows("cron(0 2 * * ? *)", 60)}};
  const auto starts = Schedule(config).NextWindows(kNow, kMostWindowsShown);
  ASSERT_EQ(starts.size(), 7U);
  EXPECT_EQ(FormatMinute(starts.front()), "2026-01-04T02:00");
  EXPECT_EQ(FormatMinute(starts.back()), "2026-01-10T02:00");
  EXPECT_EQ(Schedule(config).NextWindows(At("01-04T02:00"), 1).front(), At("01-05T02:00"));
  config["endTime"] = "2026-01-06T00:00";
  EXPECT_EQ(Schedule(config).NextWindows(kNow, kMostWindowsShown).size(), 2U);
}

}  // namespace
}  // namespace engine
