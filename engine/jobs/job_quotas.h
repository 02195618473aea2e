// AWS's quotas on how many jobs there may be; `--limits off` lifts them.
#pragma once

namespace engine {

// AWS: of each target selection; SCHEDULED jobs are active, too.
// Ours: the numbers of AWS's guide of 2020, as today's default quotas are not public.
inline constexpr int kMostActiveJobs = 100;
inline constexpr int kMostJobsInDeletion = 10;

}  // namespace engine
