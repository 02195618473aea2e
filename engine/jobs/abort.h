// Whether the executions that failed so far call for cancelling their job.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace engine {

class ExecutionCounts;

// The number of the first criterion of the job's abortConfig that is met, from 0.
// AWS: criteria are looked at in order; each compares with the executions that have ended.
// Ours: executions that were deleted count no more; earlier attempts on a thing still do.
std::optional<std::size_t> CriterionMet(const nlohmann::json& abort_config,
                                        const ExecutionCounts& counts);

// How far a criterion has come: the executions that failed as it says, of those that ended.
struct AbortProgress {
  std::int64_t failures = 0;
  std::int64_t executed = 0;
};

AbortProgress ProgressOf(const nlohmann::json& criterion, const ExecutionCounts& counts);

// What a job that criterion `met` has cancelled says of it.
// Ours: AWS sets both, but its texts are not known.
inline constexpr char kAbortReasonCode[] = "ABORT_CRITERIA_MET";
std::string AbortComment(const nlohmann::json& abort_config, std::size_t met,
                         const ExecutionCounts& counts);

// Throws InvalidRequest for a percentage with more than two decimals.
void CheckAbortConfig(const nlohmann::json& abort_config);

}  // namespace engine
