#include "engine/jobs/given_execution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using std::chrono::minutes;
using testing::StartsWith;

const Instant kNow = *ParseInstant("2026-01-01T12:00:00Z");

JobExecution Place(const GivenExecution& given, std::optional<Duration> timeout = {}) {
  return Placed({.job_id = "j", .thing_name = "lamp"}, given, timeout, kNow);
}

TEST(GivenExecution, IsNewWhereNothingElseIsSaid) {
  const JobExecution queued = Place({});
  EXPECT_EQ(queued.status, ExecutionStatus::kQueued);
  EXPECT_EQ(queued.version, 1);
  EXPECT_EQ(queued.queued_at, kNow);
  EXPECT_EQ(queued.last_updated_at, kNow);
  EXPECT_FALSE(queued.started_at);
}

TEST(GivenExecution, HasTheTimesThatFollowFromThoseThatAreGiven) {
  const JobExecution started = Place(
      {.status = ExecutionStatus::kInProgress, .started_at = kNow - minutes{5}}, minutes{10});
  EXPECT_EQ(started.version, 2);
  EXPECT_EQ(started.queued_at, kNow - minutes{5});
  EXPECT_EQ(started.last_updated_at, kNow - minutes{5});
  EXPECT_EQ(started.in_progress_deadline, kNow + minutes{5});
  const JobExecution queued = Place({.queued_at = kNow - minutes{7}});
  EXPECT_EQ(queued.last_updated_at, kNow - minutes{7});
  const JobExecution failed =
      Place({.status = ExecutionStatus::kFailed, .queued_at = kNow - minutes{7}}, minutes{10});
  EXPECT_EQ(failed.last_updated_at, kNow);
  EXPECT_FALSE(failed.in_progress_deadline);
}

TEST(GivenExecution, RunsItsStepTimerFromItsLastUpdate) {
  const JobExecution started = Place({.status = ExecutionStatus::kInProgress,
                                      .started_at = kNow - minutes{5},
                                      .last_updated_at = kNow - minutes{2},
                                      .step_timeout_in_minutes = 3});
  EXPECT_EQ(started.step_deadline, kNow + minutes{1});
}

TEST(GivenExecution, OfALaterNumberHasUsedUpRetries) {
  EXPECT_EQ(Place({.number = 3}).retries.failed, 2);
}

TEST(GivenExecution, ThatCannotBeIsRefused) {
  for (const GivenExecution& given :
       {GivenExecution{.started_at = kNow}, GivenExecution{.queued_at = kNow + minutes{1}},
        GivenExecution{.status = ExecutionStatus::kInProgress,
        .queued_at = kNow,
        .started_at = kNow - minutes{1}},
        GivenExecution{.status = ExecutionStatus::kInProgress,
        .started_at = kNow,
        .last_updated_at = kNow - minutes{1}},
        GivenExecution{.status = ExecutionStatus::kSucceeded, .step_timeout_in_minutes = 1}}) {
    EXPECT_THAT(Refusal([&] { Place(given); }), StartsWith("InvalidRequest"));
  }
}

}  // namespace
}  // namespace engine
