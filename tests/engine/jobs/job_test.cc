#include "engine/jobs/job.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

const Instant kNow = ParseInstant("2026-01-01T12:00:00Z").value();

Job In(JobStatus status, TargetSelection selection = TargetSelection::kSnapshot) {
  return {.job_id = "j",
          .target_selection = selection,
          .status = status,
          .rollout = {.begun = true}};
}

struct Row {
  JobStatus status;
  const char* cancel;
  const char* cancel_forced;
  const char* deletion;
  const char* deletion_forced;
};

constexpr Row kRows[] = {
    {JobStatus::kScheduled, "accepted", "accepted", "InvalidStateTransition", "accepted"},
    {JobStatus::kInProgress, "accepted", "accepted", "InvalidStateTransition", "accepted"},
    {JobStatus::kCompleted, "InvalidRequest", "InvalidRequest", "accepted", "accepted"},
    {JobStatus::kCanceled, "InvalidRequest", "InvalidRequest", "accepted", "accepted"},
    {JobStatus::kDeletionInProgress, "InvalidRequest", "InvalidRequest",
     "InvalidStateTransition", "InvalidStateTransition"},
};

class EachJobStatus : public testing::TestWithParam<Row> {};

TEST_P(EachJobStatus, SaysWhetherTheJobMayBeCanceled) {
  const Job job = In(GetParam().status);
  EXPECT_EQ(RefusalName([&] { Cancel(job, false, {}, {}, kNow); }), GetParam().cancel);
  EXPECT_EQ(RefusalName([&] { Cancel(job, true, {}, {}, kNow); }), GetParam().cancel_forced);
}

TEST_P(EachJobStatus, SaysWhetherTheJobMayBeDeleted) {
  const Job job = In(GetParam().status);
  EXPECT_EQ(RefusalName([&] { BeginDeletion(job, false, kNow); }), GetParam().deletion);
  EXPECT_EQ(RefusalName([&] { BeginDeletion(job, true, kNow); }), GetParam().deletion_forced);
}

TEST_P(EachJobStatus, HasANameThatIsReadBack) {
  EXPECT_EQ(JobStatusFrom(Name(GetParam().status)), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(Table, EachJobStatus, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(Name(row.param.status)); });

TEST(Job, CanceledJobCarriesReasonAndTheTimeOfItsEnd) {
  const Job job = Cancel(In(JobStatus::kInProgress), true, "WRONG_FIRMWARE", "oops", kNow);
  EXPECT_EQ(job.status, JobStatus::kCanceled);
  EXPECT_TRUE(job.force_canceled);
  EXPECT_EQ(job.reason_code, "WRONG_FIRMWARE");
  EXPECT_EQ(job.comment, "oops");
  EXPECT_EQ(job.completed_at, kNow);
  EXPECT_EQ(job.last_updated_at, kNow);
  EXPECT_FALSE(Cancel(In(JobStatus::kInProgress), false, {}, {}, kNow).force_canceled);
}

TEST(Job, DeletedJobIsInDeletionMeanwhile) {
  EXPECT_EQ(BeginDeletion(In(JobStatus::kCompleted), false, kNow).status,
            JobStatus::kDeletionInProgress);
}

TEST(Job, CompletedJobHasItsTime) {
  const Job job = Complete(In(JobStatus::kInProgress), kNow);
  EXPECT_EQ(job.status, JobStatus::kCompleted);
  EXPECT_EQ(job.completed_at, kNow);
}

ExecutionCounts One(ExecutionStatus status) {
  ExecutionCounts counts;
  counts.Set(status, 1);
  return counts;
}

TEST(Job, SnapshotIsCompleteWhenAllItsExecutionsHaveEnded) {
  const Job job = In(JobStatus::kInProgress);
  EXPECT_TRUE(IsComplete(job, ExecutionCounts(), true, kNow));
  for (const auto ended :
       {ExecutionStatus::kSucceeded, ExecutionStatus::kFailed, ExecutionStatus::kRejected,
        ExecutionStatus::kTimedOut, ExecutionStatus::kRemoved, ExecutionStatus::kCanceled}) {
    EXPECT_TRUE(IsComplete(job, One(ended), true, kNow)) << Name(ended);
    EXPECT_FALSE(IsComplete(job, One(ended), false, kNow)) << Name(ended);
  }
  EXPECT_FALSE(IsComplete(job, One(ExecutionStatus::kQueued), true, kNow));
  EXPECT_FALSE(IsComplete(job, One(ExecutionStatus::kInProgress), true, kNow));
}

TEST(Job, ContinuousJobIsNeverCompleteExceptAfterEndTime) {
  const Job job = In(JobStatus::kInProgress, TargetSelection::kContinuous);
  EXPECT_FALSE(IsComplete(job, ExecutionCounts(), true, kNow));
  EXPECT_FALSE(IsComplete(job, One(ExecutionStatus::kSucceeded), true, kNow));
  Job ended = job;
  ended.configs["schedulingConfig"] = {{"endTime", "2026-01-01T12:00"}};
  EXPECT_TRUE(IsComplete(ended, One(ExecutionStatus::kSucceeded), true, kNow));
  EXPECT_FALSE(IsComplete(ended, One(ExecutionStatus::kQueued), true, kNow));
  EXPECT_FALSE(IsComplete(ended, ExecutionCounts(), true, kNow - Duration{1}));
}

TEST(Job, IsNotCompleteBeforeItHasStarted) {
  Job job = In(JobStatus::kScheduled);
  job.rollout.begun = false;
  EXPECT_FALSE(IsComplete(job, ExecutionCounts(), true, kNow));
}

TEST(ExecutionCounts, AddUp) {
  ExecutionCounts counts;
  counts.Set(ExecutionStatus::kQueued, 2);
  counts.Set(ExecutionStatus::kInProgress, 3);
  counts.Set(ExecutionStatus::kFailed, 4);
  EXPECT_EQ(counts.Pending(), 5);
  EXPECT_EQ(counts.All(), 9);
  EXPECT_EQ(counts.Of(ExecutionStatus::kRemoved), 0);
}

}  // namespace
}  // namespace engine
