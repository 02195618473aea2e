#include "engine/jobs/job_execution.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using enum ExecutionStatus;

const Instant kNow = ParseInstant("2026-01-01T12:00:00Z").value();
const Instant kLater = kNow + seconds{5};

JobExecution In(ExecutionStatus status, std::int64_t version = 1) {
  return {.job_id = "j",
          .thing_name = "lamp",
          .status = status,
          .version = version,
          .queued_at = kNow,
          .last_updated_at = kNow};
}

TEST(Versions, StaleOneIsRefusedInAwsWords) {
  EXPECT_EQ(Refusal([] { Update(In(kQueued), {.expected_version = 99}, {}, kNow); }),
            "VersionConflict: Expected version 99 but found version 1");
  EXPECT_EQ(Refusal([] { Cancel(In(kQueued), {.expected_version = 5}, kNow); }),
            "VersionConflict: Expected version 5 but found version 1");
}

TEST(Versions, StaleOneCarriesTheStateOfTheExecution) {
  try {
    Update(In(kQueued), {.expected_version = 99}, {}, kNow);
    FAIL();
  } catch (const Error& refusal) {
    EXPECT_EQ(refusal.detail["executionState"],
              json({{"status", "QUEUED"}, {"versionNumber", 1}}));
  }
}

TEST(Versions, RightOneAndNoneAreAccepted) {
  EXPECT_EQ(Update(In(kQueued, 3), {.expected_version = 3}, {}, kNow).version, 4);
  EXPECT_EQ(Update(In(kQueued, 3), {}, {}, kNow).version, 4);
  EXPECT_EQ(Cancel(In(kQueued, 3), {.expected_version = 3}, kNow).version, 4);
}

TEST(Versions, AreCheckedBeforeTheMove) {
  EXPECT_EQ(RefusalName([] { Update(In(kSucceeded, 3), {.expected_version = 2}, {}, kNow); }),
            "VersionConflict");
  EXPECT_EQ(RefusalName([] {
              Update(In(kQueued, 3), {.status = kTimedOut, .expected_version = 2}, {}, kNow);
            }),
            "VersionConflict");
  EXPECT_EQ(RefusalName([] { Cancel(In(kInProgress, 3), {.expected_version = 2}, kNow); }),
            "VersionConflict");
}

TEST(Details, ReplaceTheOldOnesAndAbsentOnesKeepThem) {
  JobExecution execution = In(kInProgress);
  execution.status_details = {{"step", "1"}, {"left", "9"}};
  EXPECT_EQ(Update(execution, {.status_details = {{{"step", "2"}}}}, {}, kNow).status_details,
            json({{"step", "2"}}));
  EXPECT_EQ(Update(execution, {}, {}, kNow).status_details, execution.status_details);
  EXPECT_EQ(Update(execution, {.status_details = json::object()}, {}, kNow).status_details,
            json::object());
  EXPECT_EQ(Cancel(execution, {.force = true, .status_details = {{{"why", "x"}}}}, kNow)
                .status_details,
            json({{"why", "x"}}));
}

TEST(Start, SetsTimeVersionAndDetails) {
  const JobExecution started =
      Start(In(kQueued), {.status_details = {{{"step", "0"}}}}, {}, kLater);
  EXPECT_EQ(started.status, kInProgress);
  EXPECT_EQ(started.started_at, kLater);
  EXPECT_EQ(started.last_updated_at, kLater);
  EXPECT_EQ(started.queued_at, kNow);
  EXPECT_EQ(started.version, 2);
  EXPECT_EQ(started.status_details, json({{"step", "0"}}));
}

TEST(StartedAt, IsTheFirstTimeInProgress) {
  const JobExecution once = Update(In(kQueued), {}, {}, kNow);
  EXPECT_EQ(once.started_at, kNow);
  EXPECT_EQ(Update(once, {}, {}, kLater).started_at, kNow);
  EXPECT_EQ(Update(once, {.status = kFailed}, {}, kLater).started_at, kNow);
}

TEST(StartedAt, IsAbsentWhenAnExecutionSucceedsStraightFromQueued) {
  EXPECT_EQ(Update(In(kQueued), {.status = kSucceeded}, {}, kLater).started_at, std::nullopt);
}

TEST(Cancel, RemembersForce) {
  EXPECT_FALSE(Cancel(In(kQueued), {}, kNow).force_canceled);
  EXPECT_TRUE(Cancel(In(kQueued), {.force = true}, kNow).force_canceled);
  const JobExecution forced = Cancel(In(kInProgress, 2), {.force = true}, kLater);
  EXPECT_EQ(forced.status, kCanceled);
  EXPECT_TRUE(forced.force_canceled);
  EXPECT_EQ(forced.version, 3);
  EXPECT_EQ(forced.last_updated_at, kLater);
}

TEST(TimeOut, BumpsTheVersion) {
  const JobExecution timed_out = TimeOut(In(kInProgress, 2), kLater);
  EXPECT_EQ(timed_out.status, kTimedOut);
  EXPECT_EQ(timed_out.version, 3);
  EXPECT_EQ(timed_out.last_updated_at, kLater);
}

TEST(Remove, KeepsTheVersion) {
  const JobExecution removed = Remove(In(kQueued, 1), kLater);
  EXPECT_EQ(removed.status, kRemoved);
  EXPECT_EQ(removed.version, 1);
}

TEST(Retry, BeginsAnewUnderTheNextNumber) {
  JobExecution failed = In(kFailed, 7);
  failed.number = 2;
  failed.started_at = kNow;
  failed.status_details = {{"step", "3"}};
  failed.retries = {.failed = 1, .timed_out = 1};
  const JobExecution again = engine::Retry(failed, kLater);
  EXPECT_EQ(again.number, 3);
  EXPECT_EQ(again.version, 1);
  EXPECT_EQ(again.status, kQueued);
  EXPECT_EQ(again.status_details, json::object());
  EXPECT_EQ(again.queued_at, kLater);
  EXPECT_EQ(again.last_updated_at, kLater);
  EXPECT_EQ(again.started_at, std::nullopt);
  EXPECT_EQ(again.retries.failed, 2);
  EXPECT_EQ(again.retries.timed_out, 1);
}

TEST(Retry, CountsTimeoutsApart) {
  EXPECT_EQ(engine::Retry(In(kTimedOut), kLater).retries.timed_out, 1);
  EXPECT_EQ(engine::Retry(In(kTimedOut), kLater).retries.failed, 0);
}

TEST(ExecutionState, ShowsDetailsOnlyIfThereAreAny) {
  JobExecution execution = In(kInProgress, 2);
  EXPECT_EQ(ExecutionState(execution), json({{"status", "IN_PROGRESS"}, {"versionNumber", 2}}));
  execution.status_details = {{"step", "1"}};
  EXPECT_EQ(ExecutionState(execution), json({{"status", "IN_PROGRESS"},
                                             {"versionNumber", 2},
                                             {"statusDetails", {{"step", "1"}}}}));
}

}  // namespace
}  // namespace engine
