#include "engine/jobs/abort.h"

#include <gtest/gtest.h>

#include "engine/jobs/job.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

json Criterion(const char* type, double threshold, int least) {
  return {{"failureType", type},
          {"action", "CANCEL"},
          {"thresholdPercentage", threshold},
          {"minNumberOfExecutedThings", least}};
}

json Config(std::vector<json> criteria) {
  return {{"criteriaList", std::move(criteria)}};
}

struct Numbers {
  int queued = 0, in_progress = 0, succeeded = 0, failed = 0, rejected = 0, timed_out = 0;
};

ExecutionCounts Counts(const Numbers& numbers) {
  ExecutionCounts counts;
  counts.Set(ExecutionStatus::kQueued, numbers.queued);
  counts.Set(ExecutionStatus::kInProgress, numbers.in_progress);
  counts.Set(ExecutionStatus::kSucceeded, numbers.succeeded);
  counts.Set(ExecutionStatus::kFailed, numbers.failed);
  counts.Set(ExecutionStatus::kRejected, numbers.rejected);
  counts.Set(ExecutionStatus::kTimedOut, numbers.timed_out);
  return counts;
}

TEST(Abort, NeedsTheLeastNumberOfTerminalExecutions) {
  const json config = Config({Criterion("FAILED", 20, 10)});
  EXPECT_FALSE(CriterionMet(config, Counts({.queued = 9, .failed = 9})));
  EXPECT_TRUE(CriterionMet(config, Counts({.failed = 10})));
}

TEST(Abort, ComparesTheShareOfTheFailureTypeAmongTerminalExecutions) {
  const json config = Config({Criterion("FAILED", 20, 10)});
  EXPECT_FALSE(CriterionMet(config, Counts({.in_progress = 5, .succeeded = 9, .failed = 2})));
  EXPECT_TRUE(CriterionMet(config, Counts({.in_progress = 5, .succeeded = 8, .failed = 2})));
}

TEST(Abort, PercentagesCountToTwoDecimals) {
  EXPECT_TRUE(CriterionMet(Config({Criterion("FAILED", 33.33, 1)}),
                           Counts({.succeeded = 2, .failed = 1})));
  EXPECT_FALSE(CriterionMet(Config({Criterion("FAILED", 33.34, 1)}),
                            Counts({.succeeded = 2, .failed = 1})));
  EXPECT_EQ(Refusal([] { CheckAbortConfig(Config({Criterion("FAILED", 10.99, 1)})); }),
            "accepted");
  EXPECT_EQ(RefusalName([] { CheckAbortConfig(Config({Criterion("FAILED", 10.999, 1)})); }),
            "InvalidRequest");
}

TEST(Abort, EveryFailureTypeCountsItsOwnAndAllCountsThree) {
  const Numbers one_of_each{.succeeded = 1, .failed = 1, .rejected = 1, .timed_out = 1};
  for (const char* type : {"FAILED", "REJECTED", "TIMED_OUT"}) {
    EXPECT_TRUE(CriterionMet(Config({Criterion(type, 25, 1)}), Counts(one_of_each))) << type;
    EXPECT_FALSE(CriterionMet(Config({Criterion(type, 25.01, 1)}), Counts(one_of_each)))
        << type;
  }
  EXPECT_TRUE(CriterionMet(Config({Criterion("ALL", 75, 1)}), Counts(one_of_each)));
  EXPECT_FALSE(CriterionMet(Config({Criterion("ALL", 75.01, 1)}), Counts(one_of_each)));
}

TEST(Abort, TheFirstCriterionMetIsTheOne) {
  const json config = Config(
      {Criterion("REJECTED", 1, 1), Criterion("ALL", 50, 2), Criterion("FAILED", 10, 1)});
  EXPECT_EQ(CriterionMet(config, Counts({.succeeded = 1, .failed = 1})), 1U);
  EXPECT_EQ(CriterionMet(config, Counts({.failed = 1})), 2U);
  EXPECT_EQ(
      AbortComment(config, 1, Counts({.succeeded = 1, .failed = 1})),
      "Canceled by abort criterion 2: 1 of 2 executions that ended (50.00 %) FAILED, were "
      "REJECTED or TIMED_OUT.");
}

TEST(Abort, WithoutCriteriaNothingAborts) {
  EXPECT_FALSE(CriterionMet(json::object(), Counts({.failed = 100})));
}

}  // namespace
}  // namespace engine
