#include "engine/jobs/retry.h"

#include <gtest/gtest.h>

#include "engine/jobs/job_execution.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

json Config(const std::vector<std::pair<const char*, int>>& criteria) {
  json list = json::array();
  for (const auto& [type, retries] : criteria) {
    list.push_back({{"failureType", type}, {"numberOfRetries", retries}});
  }
  return {{"criteriaList", list}};
}

using enum ExecutionStatus;

TEST(Retry, NothingIsRetriedWithoutAConfig) {
  EXPECT_FALSE(MayRetry(json::object(), kFailed, {}));
  EXPECT_FALSE(MayRetry(json::object(), kTimedOut, {}));
}

TEST(Retry, OnlyTheFailureTypeOfACriterionIsRetried) {
  const json config = Config({{"FAILED", 2}});
  EXPECT_TRUE(MayRetry(config, kFailed, {.failed = 0}));
  EXPECT_TRUE(MayRetry(config, kFailed, {.failed = 1}));
  EXPECT_FALSE(MayRetry(config, kFailed, {.failed = 2}));
  EXPECT_FALSE(MayRetry(config, kTimedOut, {}));
  EXPECT_TRUE(MayRetry(Config({{"TIMED_OUT", 1}}), kTimedOut, {}));
  EXPECT_FALSE(MayRetry(Config({{"TIMED_OUT", 1}}), kFailed, {}));
}

TEST(Retry, EachFailureTypeHasRetriesOfItsOwn) {
  const json config = Config({{"FAILED", 1}, {"TIMED_OUT", 2}});
  EXPECT_TRUE(MayRetry(config, kTimedOut, {.failed = 1, .timed_out = 1}));
  EXPECT_FALSE(MayRetry(config, kFailed, {.failed = 1, .timed_out = 1}));
  EXPECT_TRUE(MayRetry(config, kFailed, {.failed = 0, .timed_out = 2}));
  EXPECT_FALSE(MayRetry(config, kTimedOut, {.failed = 0, .timed_out = 2}));
}

TEST(Retry, AllCountsFailuresAndTimeoutsTogether) {
  const json config = Config({{"ALL", 3}});
  EXPECT_TRUE(MayRetry(config, kFailed, {.failed = 1, .timed_out = 1}));
  EXPECT_TRUE(MayRetry(config, kTimedOut, {.failed = 2, .timed_out = 0}));
  EXPECT_FALSE(MayRetry(config, kFailed, {.failed = 2, .timed_out = 1}));
  EXPECT_FALSE(MayRetry(config, kTimedOut, {.failed = 0, .timed_out = 3}));
}

TEST(Retry, NoOtherOutcomeIsRetried) {
  for (const auto outcome :
       {ExecutionStatus::kQueued, ExecutionStatus::kInProgress, ExecutionStatus::kSucceeded,
        ExecutionStatus::kRejected, ExecutionStatus::kRemoved, ExecutionStatus::kCanceled}) {
    EXPECT_FALSE(MayRetry(Config({{"ALL", 10}}), outcome, {})) << Name(outcome);
  }
}

TEST(Retry, ZeroRetriesIsAllowedAndMeansNone) {
  const json config = Config({{"FAILED", 0}});
  EXPECT_EQ(Refusal([&] { CheckRetryConfig(config); }), "accepted");
  EXPECT_FALSE(MayRetry(config, kFailed, {}));
}

TEST(Retry, ConfigMayAskForTenRetriesOverBothTypes) {
  EXPECT_EQ(Refusal([] { CheckRetryConfig(json::object()); }), "accepted");
  EXPECT_EQ(Refusal([] { CheckRetryConfig(Config({{"ALL", 10}})); }), "accepted");
  EXPECT_EQ(Refusal([] {
              CheckRetryConfig(Config({{"FAILED", 4}, {"TIMED_OUT", 6}}));
            }),
            "accepted");
  EXPECT_EQ(RefusalName([] {
              CheckRetryConfig(Config({{"FAILED", 5}, {"TIMED_OUT", 6}}));
            }),
            "InvalidRequest");
}

TEST(Retry, ConfigMayNotContradictItself) {
  EXPECT_EQ(Refusal([] {
              CheckRetryConfig(Config({{"ALL", 1}, {"FAILED", 1}}));
            }),
            "InvalidRequest: A retryCriteria with failure type ALL must be used by itself.");
  EXPECT_EQ(RefusalName([] {
              CheckRetryConfig(Config({{"FAILED", 1}, {"FAILED", 2}}));
            }),
            "InvalidRequest");
}

}  // namespace
}  // namespace engine
