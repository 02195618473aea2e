#include "storage/store.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/things.h"

namespace storage {
namespace {

engine::JobExecution Queued(const std::string& job, const std::string& thing) {
  engine::JobExecution execution;
  execution.job_id = job;
  execution.thing_name = thing;
  return execution;
}

TEST(Store, AThrownTransactionLeavesNoTrace) {
  Store store(":memory:");
  EXPECT_THROW(store.Atomically([&] {
    Things(store).Insert(engine::Thing{.name = "lamp", .id = "1"});
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_FALSE(Things(store).Find("lamp"));
}

TEST(Store, CountsFollowEveryChangeOfAnExecution) {
  Store store(":memory:");
  store.Atomically([&] {
    Jobs(store).Insert(engine::Job{.job_id = "j"}, {});
    JobExecutions(store).Insert(Queued("j", "lamp"));
    JobExecutions(store).Insert(Queued("j", "fan"));
    const auto before = JobExecutions(store).Find("j", "lamp").value();
    auto after = before;
    after.status = engine::ExecutionStatus::kSucceeded;
    JobExecutions(store).Update(before, after);
    JobExecutions(store).Delete(JobExecutions(store).Find("j", "fan").value());
  });
  const auto counts = JobExecutions(store).Count("j");
  EXPECT_EQ(counts.Of(engine::ExecutionStatus::kSucceeded), 1);
  EXPECT_EQ(counts.Of(engine::ExecutionStatus::kQueued), 0);
  EXPECT_EQ(counts.All(), 1);
}

TEST(Store, PendingExecutionsComeInProgressFirstThenByQueuedAt) {
  Store store(":memory:");
  store.Atomically([&] {
    for (const char* job : {"late", "early", "running"}) {
      Jobs(store).Insert(engine::Job{.job_id = job}, {});
      auto execution = Queued(job, "lamp");
      execution.queued_at = engine::FromMilliseconds(job[0] == 'l' ? 3 : 2);
      if (job[0] == 'r') {
        execution.queued_at = engine::FromMilliseconds(9);
        execution.status = engine::ExecutionStatus::kInProgress;
      }
      JobExecutions(store).Insert(execution);
    }
  });
  const auto pending = JobExecutions(store).Pending({"lamp"}, 10);
  ASSERT_EQ(pending.size(), 3U);
  EXPECT_EQ(pending[0].job_id, "running");
  EXPECT_EQ(pending[1].job_id, "early");
  EXPECT_EQ(pending[2].job_id, "late");
}

}  // namespace
}  // namespace storage
