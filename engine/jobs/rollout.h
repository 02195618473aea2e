// How many executions a job releases, and when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "engine/instant.h"

namespace engine {

// Where a job's rollout stands.
struct Rollout {
  bool begun = false;       // the job has started, and its targets are known
  std::int64_t queued = 0;  // executions that it has queued so far
  std::int64_t due = 0;     // of this minute's share, those that are still to be queued
  std::optional<Instant> next_minute_at;

  bool operator==(const Rollout&) const = default;
};

// How far a job has come.
struct RolloutProgress {
  // Ours: executions that the rollout queued. Retries and things that joined later are not
  // paced, so they do not hasten the pace either.
  std::int64_t notified = 0;
  std::int64_t succeeded = 0;
};

// Ours: a minute's executions are queued together, at its beginning; the first at once.
inline constexpr Duration kRolloutInterval = std::chrono::minutes{1};

// The executions to queue in the minute that begins now, by the job's
// jobExecutionsRolloutConfig.
std::int64_t ReleaseThisMinute(const nlohmann::json& rollout_config,
                               const RolloutProgress& progress);

// What each minute queues, of `left` things, until all are: `most` minutes at most. If things
// go on succeeding as they come to be notified, or, when `succeeding` is false, no more do.
std::vector<std::int64_t> ReleasesByMinute(const nlohmann::json& rollout_config,
                                           RolloutProgress progress, std::int64_t left,
                                           std::size_t most, bool succeeding);

// Each throws InvalidRequest for a jobExecutionsRolloutConfig that contradicts itself.
void CheckRolloutConfig(const nlohmann::json& rollout_config);
// AWS: an update must give maximumPerMinute, which a new job may leave to the default.
void CheckRolloutUpdate(const nlohmann::json& rollout_config);

}  // namespace engine
