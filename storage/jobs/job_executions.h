// Job executions in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "storage/page.h"
#include "storage/pending_list.h"

namespace storage {

class Store;

struct ExecutionFilter {
  std::optional<engine::ExecutionStatus> status;
  std::optional<std::string> job_id;
  std::optional<std::string> namespace_id;
};

class JobExecutions {
 public:
  explicit JobExecutions(Store& store) : store_(store) {}

  // By number, or the newest.
  std::optional<engine::JobExecution> Find(const std::string& job_id, const std::string& thing,
                                           std::optional<std::int64_t> number = {});
  engine::JobExecution BySequence(std::int64_t sequence);
  bool Has(const std::string& job_id, const std::string& thing);
  void Insert(const engine::JobExecution& execution);
  void Update(const engine::JobExecution& before, const engine::JobExecution& after);
  void Delete(const engine::JobExecution& execution);

  // Of all the thing's executions that are visible, the one that is next.
  std::optional<engine::JobExecution> Next(const std::string& thing);
  // The list's executions that are visible, the first one first; after `most` of them, so many
  // `more` that are in a maintenance window.
  std::vector<engine::JobExecution> Pending(const PendingList& list, int most, int more = 0);
  std::vector<engine::JobExecution> QueuedOf(const std::string& thing);
  // Some QUEUED executions of a job with maintenance windows.
  std::vector<engine::JobExecution> InWindows(const std::string& job_id, bool hidden, int most);
  // Some executions of the job in one of the statuses.
  std::vector<engine::JobExecution> Some(const std::string& job_id,
                                         const std::vector<engine::ExecutionStatus>& statuses,
                                         int most);
  std::vector<engine::JobExecution> Any(const std::string& job_id, int most);
  Page<engine::JobExecution> OfJob(const std::string& job_id,
                                   std::optional<engine::ExecutionStatus> status,
                                   const PageRequest& page);
  // Newest first.
  Page<engine::JobExecution> OfThing(const std::string& thing, const ExecutionFilter& filter,
                                     const PageRequest& page);
  engine::ExecutionCounts Count(const std::string& job_id);

  struct QueuedInMinute {
    engine::Instant at;  // its beginning
    std::int64_t count;
  };

  // First executions of the job, by the minutes in which they were queued; the last `most`
  // minutes that had any.
  std::vector<QueuedInMinute> QueuedByMinute(const std::string& job_id, int most);

 private:
  void Touch(const std::optional<engine::JobExecution>& before,
             const std::optional<engine::JobExecution>& after);
  std::optional<PendingFront> Front(const std::string& thing);

  Store& store_;
};

}  // namespace storage
