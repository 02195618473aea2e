// Whom the rollouts of jobs have yet to reach: things, and groups whose members are not known
// yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace storage {

class Store;

// Whether things join a job's rollout, or are queued at once.
enum class Pace { kAtOnce, kPaced };

struct UnreachedThings {
  Pace pace;
  std::vector<std::string> things;
};

class Rollout {
 public:
  explicit Rollout(Store& store) : store_(store) {}

  // Puts the things among the job's targets in its rollout, and begins to reach its groups.
  void Fill(const std::string& job_id);
  void Add(const std::string& job_id, const std::string& thing);
  // Takes the next things out of the rollout, by name.
  std::vector<std::string> Take(const std::string& job_id, std::int64_t most);
  void Remove(const std::string& job_id, const std::string& thing);
  // Reaches no further group, and forgets so many things of the rollout.
  void Drop(const std::string& job_id, int most);
  // Nothing is left in it, nor to be reached.
  bool IsEmpty(const std::string& job_id);
  std::int64_t Count(const std::string& job_id);
  // The things that the job's rollout reaches before this one.
  std::int64_t CountAhead(const std::string& job_id, const std::string& thing);

  // The members of the group and of those below it, as they are now, are to be reached.
  void BeginReaching(const std::string& job_id, const std::string& group, Pace pace);
  // Some things of the groups that a job is reaching; nothing when all are reached.
  std::optional<UnreachedThings> TakeUnreached(const std::string& job_id, int most);
  bool HasUnreached(const std::string& job_id);

 private:
  Store& store_;
};

}  // namespace storage
