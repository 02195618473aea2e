// How many executions a job releases, and when.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "engine/clock.h"

namespace engine {

// How far a job has come: executions queued so far by its rollout, and those that succeeded.
struct RolloutProgress {
  std::int64_t notified = 0;
  std::int64_t succeeded = 0;
};

// AWS: maximumPerMinute is 1000 unless the job says less.
// Ours: a minute's executions are queued together, at its beginning; the first at once.
inline constexpr Duration kRolloutInterval = std::chrono::minutes{1};

// The executions to queue in the minute that begins now, by the job's
// jobExecutionsRolloutConfig.
std::int64_t ReleaseThisMinute(const nlohmann::json& rollout_config,
                               const RolloutProgress& progress);

}  // namespace engine
