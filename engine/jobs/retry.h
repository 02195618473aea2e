// Whether a failed or timed-out execution is tried again.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace engine {

enum class ExecutionStatus;

// Retries so far of one job on one thing, by what called for them.
struct RetriesUsed {
  int failed = 0;
  int timed_out = 0;

  int Total() const { return failed + timed_out; }
};

// `retry_config` is the job's jobExecutionsRetryConfig, {} for none.
bool MayRetry(const nlohmann::json& retry_config, ExecutionStatus outcome,
              const RetriesUsed& used);

// Throws InvalidRequest for criteria that contradict each other: ALL beside another, a type
// twice, more than ten retries in all.
void CheckRetryConfig(const nlohmann::json& retry_config);

}  // namespace engine
