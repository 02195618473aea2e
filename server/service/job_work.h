// What a job has to do beyond one execution: start, reach its things, show and hide, end. A
// transaction does a share of it.
#pragma once

#include <optional>
#include <string>

#include "engine/jobs/job.h"
#include "engine/jobs/schedule.h"
#include "server/calls/operation.h"

namespace server {

// Of a job's work, after a transaction's share.
enum class Left { kNothing, kSomething };

// Whether the job's QUEUED executions are hidden; nothing for a job without windows.
// AWS: between windows a job is SCHEDULED.
std::optional<bool> Hides(const engine::Job& job);

// AWS: joining a target group of a continuous job queues an execution at once, unpaced, unless
// one is pending.
void Join(Context& c, const engine::Job& job, const std::string& thing);

// Finds out the job's targets. Returns false when it is cancelled instead.
// Ours: a scheduled job, SNAPSHOT too, reaches what its targets hold when it starts.
bool Begin(Context& c, engine::Job& job);
// The share of an active job that has begun.
Left Run(Context& c, engine::Job& job, const engine::Schedule& schedule);
// A cancelled job has no QUEUED execution, and none IN_PROGRESS when it was forced.
Left Withdraw(Context& c, const engine::Job& job);
// The job is gone when nothing is left.
Left Erase(Context& c, const engine::Job& job);

}  // namespace server
