// Jobs and their targets in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job.h"
#include "engine/jobs/target.h"
#include "storage/page.h"

namespace storage {

class Store;

struct JobFilter {
  std::optional<engine::JobStatus> status;
  std::optional<engine::TargetSelection> target_selection;
  std::optional<std::string> thing_group;
  std::optional<std::string> namespace_id;
  bool scheduled = true;  // whether SCHEDULED ones are among them
};

class Jobs {
 public:
  explicit Jobs(Store& store) : store_(store) {}

  std::optional<engine::Job> Find(const std::string& job_id);
  engine::Job BySequence(std::int64_t sequence);
  // `targets` are the job's, parsed.
  void Insert(const engine::Job& job, const std::vector<engine::Target>& targets);
  void Update(const engine::Job& job);
  // The job's executions must be gone.
  void Delete(const std::string& job_id);
  Page<engine::Job> List(const JobFilter& filter, const PageRequest& page);
  // Those that are rolling out, or have a long change to finish.
  int CountConcurrent();

  // The job's targets are those that it had and these groups.
  void AddTargets(const engine::Job& job, const std::vector<std::string>& groups);
  std::vector<engine::Target> TargetsOf(const std::string& job_id);
  // Whether one of the job's targets is the thing or a group that holds it, however deep.
  bool IsAimedAt(const std::string& job_id, const std::string& thing);
  // Active continuous jobs that aim at one of the groups.
  std::vector<engine::Job> ContinuousAimedAt(const std::vector<std::string>& groups);
  // Jobs whose rollout is still to reach the thing, oldest first.
  std::vector<engine::Job> YetToReach(const std::string& thing);

  // The job whose change was left undone longest ago.
  std::optional<engine::Job> NextBacklog();
  bool HasBacklog();

 private:
  void Touch(const std::string& job_id);

  Store& store_;
};

}  // namespace storage
