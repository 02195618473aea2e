// What may be changed in a job after its creation: its settings, and further targets.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job.h"

namespace engine {

// AWS: quotas on how many jobs there may be, of each target selection; SCHEDULED jobs are
// active, too. `--limits off` lifts them. Ours: the numbers of AWS's guide of 2020, as today's
// default quotas are not public.
inline constexpr int kMostActiveJobs = 100;
inline constexpr int kMostJobsInDeletion = 10;

struct JobSettings {
  std::optional<std::string> description;
  nlohmann::json configs = nlohmann::json::object();  // by member name; each replaces whole
};

// What is wrong whichever job it is for. Throws InvalidRequest when nothing is given, for
// settings that contradict themselves, and for retries other than none.
void CheckUpdate(const std::string& job_id, const JobSettings& settings);
// Throws InvalidRequest for a job that has ended, and for settings that do not go with its own.
Job UpdateSettings(Job job, const JobSettings& settings, Instant now);

// Throws InvalidRequest for a target that is no thing group.
void CheckAssociated(const std::vector<std::string>& arns);
// `arns` are ARNs of thing groups; those that the job has already are left out. Throws
// InvalidRequest unless the job is continuous and IN_PROGRESS, LimitExceeded for more than 100
// targets in all.
Job AssociateTargets(Job job, const std::vector<std::string>& arns,
                     std::optional<std::string> comment, Instant now);

}  // namespace engine
