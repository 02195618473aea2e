#include "engine/jobs/timeout.h"

#include <gtest/gtest.h>

#include "engine/jobs/job_execution.h"

namespace engine {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Instant At(const char* time) {
  return ParseInstant("2026-01-01T" + std::string(time) + ":00Z").value();
}

JobExecution Report(JobExecution execution, const char* time,
                    std::optional<std::int64_t> step_timeout_in_minutes,
                    std::optional<Duration> in_progress_timeout = minutes{20}) {
  return Update(std::move(execution), {.step_timeout_in_minutes = step_timeout_in_minutes},
                in_progress_timeout, At(time));
}

TEST(Timeout, ConfigGivesMinutes) {
  EXPECT_EQ(InProgressTimeout({{"inProgressTimeoutInMinutes", 20}}), minutes{20});
  EXPECT_EQ(InProgressTimeout(nlohmann::json::object()), std::nullopt);
}

// AWS's own example: twenty minutes from 12:00; the earlier of both timers counts.
TEST(Timeout, TwentyMinutesWithStepsOf7At5And5At10And9At13EndAt12_15_20) {
  JobExecution execution = Report({}, "12:00", {});
  EXPECT_EQ(Deadline(execution), At("12:20"));
  execution = Report(execution, "12:05", 7);
  EXPECT_EQ(Deadline(execution), At("12:12"));
  execution = Report(execution, "12:10", 5);
  EXPECT_EQ(Deadline(execution), At("12:15"));
  execution = Report(execution, "12:13", 9);
  EXPECT_EQ(Deadline(execution), At("12:20"));
}

TEST(Timeout, InProgressTimerIsNeverReset) {
  JobExecution execution = Report({}, "12:00", {});
  execution = Report(execution, "12:19", {});
  EXPECT_EQ(Deadline(execution), At("12:20"));
}

TEST(Timeout, MinusOneRemovesTheStepTimerAlone) {
  JobExecution execution = Report({}, "12:00", 5);
  EXPECT_EQ(Deadline(execution), At("12:05"));
  EXPECT_EQ(Deadline(Report(execution, "12:01", -1)), At("12:20"));
  execution = Report({}, "12:00", 5, std::nullopt);
  EXPECT_EQ(Deadline(Report(execution, "12:01", -1, std::nullopt)), std::nullopt);
}

TEST(Timeout, AbsentStepTimeoutLeavesTheStepTimerRunning) {
  const JobExecution execution = Report({}, "12:00", 5);
  EXPECT_EQ(Deadline(Report(execution, "12:04", {})), At("12:05"));
}

TEST(Timeout, QueuedExecutionHasNoDeadline) {
  EXPECT_EQ(Deadline(JobExecution{}), std::nullopt);
  EXPECT_EQ(ApproximateSecondsBeforeTimedOut(JobExecution{}, At("12:00")), std::nullopt);
}

TEST(Timeout, SecondsLeftAreWholeAndNeverNegative) {
  const JobExecution execution = Report({}, "12:00", {});
  EXPECT_EQ(ApproximateSecondsBeforeTimedOut(execution, At("12:00")), 1200);
  EXPECT_EQ(ApproximateSecondsBeforeTimedOut(execution, At("12:13") + seconds{7}), 413);
  EXPECT_EQ(ApproximateSecondsBeforeTimedOut(execution, At("12:21")), 0);
}

TEST(Timeout, NoTimerRunsOnceTheExecutionHasEnded) {
  const JobExecution running = Report({}, "12:00", 5);
  for (const auto end :
       {ExecutionStatus::kSucceeded, ExecutionStatus::kFailed, ExecutionStatus::kRejected}) {
    const JobExecution ended = Update(running, {.status = end}, minutes{20}, At("12:01"));
    EXPECT_EQ(Deadline(ended), std::nullopt) << Name(end);
    EXPECT_EQ(ApproximateSecondsBeforeTimedOut(ended, At("12:02")), std::nullopt) << Name(end);
  }
  EXPECT_EQ(Deadline(TimeOut(running, At("12:05"))), std::nullopt);
  EXPECT_EQ(Deadline(Cancel(running, {.force = true}, At("12:01"))), std::nullopt);
}

TEST(Timeout, StepTimerMayStartWithTheExecution) {
  const JobExecution started =
      Start({}, {.step_timeout_in_minutes = 3}, minutes{20}, At("12:00"));
  EXPECT_EQ(Deadline(started), At("12:03"));
}

}  // namespace
}  // namespace engine
