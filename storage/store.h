// The store: everything that is kept, behind questions in the domain's words.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/clock.h"
#include "engine/jobs/job.h"
#include "engine/jobs/job_execution.h"
#include "engine/jobs/job_template.h"
#include "engine/registry/billing_group.h"
#include "engine/registry/connectivity.h"
#include "engine/registry/search_query.h"
#include "engine/registry/tags.h"
#include "engine/registry/targets.h"
#include "engine/registry/thing_types.h"
#include "storage/changes.h"

namespace storage {

enum class Order { kNewestFirst, kOldestFirst };

// A part of a list: at most `limit` rows after the row `after` (its key, as `next` gave it).
struct PageRequest {
  int limit = 250;
  std::optional<std::string> after;
};

template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::optional<std::string> next;  // nothing on the last page
};

struct ThingFilter {
  std::optional<std::string> attribute_name, attribute_value;
  bool value_is_prefix = false;
  std::optional<std::string> type;
  std::optional<std::string> billing_group;
};

// The query of a dynamic group, read.
struct DynamicQuery {
  std::string group;
  engine::SearchQuery query;
  bool building = false;
};

struct ThingGroupFilter {
  // Only its children, or its descendants when `deep`; else of all groups those without a
  // parent, or every one when `deep`.
  std::optional<std::string> parent;
  bool deep = false;
  std::string name_prefix;
};

struct JobFilter {
  std::optional<engine::JobStatus> status;
  std::optional<engine::TargetSelection> target_selection;
  std::optional<std::string> thing_group;
  std::optional<std::string> namespace_id;
};

struct ExecutionFilter {
  std::optional<engine::ExecutionStatus> status;
  std::optional<std::string> job_id;
  std::optional<std::string> namespace_id;
};

// Whether things join a job's rollout, or are queued at once.
enum class Pace { kAtOnce, kPaced };

struct UnreachedThings {
  Pace pace;
  std::vector<std::string> things;
};

// One SQLite database and its only connection. Not safe for use by several threads. Holds no
// rule and never throws engine::Error; SQLite's failures are SQLite::Exception.
class Store {
 public:
  // ":memory:" for a store that forgets. Throws std::runtime_error for a file that a newer
  // program wrote.
  explicit Store(const std::string& path);

  // Runs `work` in one transaction: committed when it returns, undone when it throws.
  void Atomically(const std::function<void()>& work);

  // What the running transaction has changed; its lists may be drained.
  Changes& Touched() { return changes_; }

  // Grows with each transaction: whoever keeps an answer keeps this beside it.
  std::uint64_t transactions() const { return transactions_; }

  void EraseAll();

  // A statement for the tables that have a header of their own; prepared once per text, reset
  // and cleared of bindings.
  SQLite::Statement& Prepared(const std::string& sql);

  std::optional<engine::Thing> FindThing(const std::string& name);
  bool HasThing(const std::string& name);
  void Insert(const engine::Thing& thing);
  void Update(const engine::Thing& thing);
  void DeleteThing(const std::string& name);
  Page<engine::Thing> ListThings(const ThingFilter& filter, const PageRequest& page);

  std::optional<engine::ThingType> FindThingType(const std::string& name);
  void Insert(const engine::ThingType& type);
  void Update(const engine::ThingType& type);
  void DeleteThingType(const std::string& name);
  bool HasThingsOfType(const std::string& name);
  // All types, or the one of the name.
  Page<engine::ThingType> ListThingTypes(const std::optional<std::string>& name,
                                         const PageRequest& page);

  std::optional<engine::ThingGroup> FindThingGroup(const std::string& name);
  std::optional<engine::ThingGroup> FindThingGroupById(const std::string& id);
  void Insert(const engine::ThingGroup& group);
  void Update(const engine::ThingGroup& group);
  // Its members leave it. It must have no child groups.
  void DeleteThingGroup(const std::string& name);
  Page<std::string> ListThingGroups(const ThingGroupFilter& filter, const PageRequest& page);
  int CountChildGroups(const std::string& name);
  bool IsMember(const std::string& thing, const std::string& group);
  void AddMember(const std::string& thing, const std::string& group);
  void RemoveMember(const std::string& thing, const std::string& group);
  // The groups that hold the thing itself.
  std::vector<std::string> GroupsOf(const std::string& thing);
  // Those groups and their ancestors.
  Page<std::string> ListGroupsAbove(const std::string& thing, const PageRequest& page);
  // The group and its ancestors, nearest first.
  std::vector<std::string> Lineage(const std::string& group);
  Page<std::string> ListMembers(const std::string& group, bool recursive,
                                const PageRequest& page);

  // Those of the dynamic groups, the oldest first.
  const std::vector<DynamicQuery>& DynamicQueries();
  bool IsDynamic(const std::string& group);

  // How far the building of a dynamic group has come; for clients that is no change of it.
  void KeepBuilding(const engine::ThingGroup& group) { PutDynamicPart(group); }

  // A dynamic group that has not looked at all things yet.
  std::optional<std::string> NextBuildingGroup();

  // A client that no thing is called after is forgotten when it disconnects.
  void SetConnectivity(const std::string& client_id, const engine::Connectivity& connectivity);
  std::optional<engine::Connectivity> FindConnectivity(const std::string& client_id);
  std::vector<std::string> ConnectedClients();

  std::optional<engine::BillingGroup> FindBillingGroup(const std::string& name);
  void Insert(const engine::BillingGroup& group);
  void Update(const engine::BillingGroup& group);
  // Its things leave it.
  void DeleteBillingGroup(const std::string& name);
  Page<std::string> ListBillingGroups(const std::string& name_prefix, const PageRequest& page);

  // A setting of the whole account; null when it was never kept.
  nlohmann::json FindSetting(const std::string& name);
  void KeepSetting(const std::string& name, const nlohmann::json& value);

  std::optional<engine::Job> FindJob(const std::string& job_id);
  // `targets` are the job's, parsed.
  void Insert(const engine::Job& job, const std::vector<engine::Target>& targets);
  void Update(const engine::Job& job);
  // The job's executions must be gone.
  void DeleteJob(const std::string& job_id);
  Page<engine::Job> ListJobs(const JobFilter& filter, const PageRequest& page);
  // The job's targets are those that it had and these groups.
  void AddTargets(const engine::Job& job, const std::vector<std::string>& groups);
  std::vector<engine::Target> TargetsOf(const std::string& job_id);
  // Active continuous jobs that aim at one of the groups.
  std::vector<engine::Job> ContinuousJobsAimedAt(const std::vector<std::string>& groups);
  // Whether one of the job's targets is the thing or a group that holds it, however deep.
  bool IsAimedAt(const std::string& job_id, const std::string& thing);

  std::optional<engine::JobTemplate> FindJobTemplate(const std::string& template_id);
  void Insert(const engine::JobTemplate& job_template);
  void DeleteJobTemplate(const std::string& template_id);
  // Newest first.
  Page<engine::JobTemplate> ListJobTemplates(const PageRequest& page);

  // Kinds are named as in ARNs. Tags are forgotten with what they are on.
  engine::Tags TagsOf(const std::string& kind, const std::string& name);
  void SetTags(const std::string& kind, const std::string& name, const engine::Tags& tags);
  void RemoveTag(const std::string& kind, const std::string& name, const std::string& key);

  // Jobs that are rolling out, or have a long change to finish.
  int CountConcurrentJobs();

  // Puts the things among the job's targets in its rollout, and begins to reach its groups.
  void FillRollout(const std::string& job_id);
  // The members of the group and of those below it, as they are now, are to be reached.
  void BeginReaching(const std::string& job_id, const std::string& group, Pace pace);
  // Some things of the groups that a job is reaching; nothing when all are reached.
  std::optional<UnreachedThings> TakeUnreached(const std::string& job_id, int most);
  bool HasUnreached(const std::string& job_id);
  void AddToRollout(const std::string& job_id, const std::string& thing);
  // Takes the next things out of the rollout, by name.
  std::vector<std::string> TakeFromRollout(const std::string& job_id, std::int64_t most);
  void DropFromRollout(const std::string& job_id, const std::string& thing);
  // Reaches no further group, and forgets so many things of the rollout.
  void DropRollout(const std::string& job_id, int most);
  // Nothing is left in it, nor to be reached.
  bool RolloutIsEmpty(const std::string& job_id);
  std::int64_t CountRollout(const std::string& job_id);
  // The things that the job's rollout reaches before this one.
  std::int64_t CountAheadInRollout(const std::string& job_id, const std::string& thing);
  // Jobs whose rollout is still to reach the thing, oldest first.
  std::vector<engine::Job> JobsYetToReach(const std::string& thing);

  // By number, or the newest.
  std::optional<engine::JobExecution> FindExecution(const std::string& job_id,
                                                    const std::string& thing,
                                                    std::optional<std::int64_t> number = {});
  bool HasExecution(const std::string& job_id, const std::string& thing);
  void Insert(const engine::JobExecution& execution);
  void Update(const engine::JobExecution& before, const engine::JobExecution& after);
  void Delete(const engine::JobExecution& execution);
  // The list's executions that are visible, the next one first; after `most` of them, so many
  // `more` that are in a maintenance window.
  std::vector<engine::JobExecution> PendingExecutions(const PendingList& list, int most,
                                                      int more = 0);
  // Some QUEUED executions of a job with maintenance windows.
  std::vector<engine::JobExecution> ExecutionsInWindows(const std::string& job_id, bool hidden,
                                                        int most);
  // Some executions of the job in one of the statuses.
  std::vector<engine::JobExecution> SomeExecutions(
      const std::string& job_id, const std::vector<engine::ExecutionStatus>& statuses,
      int most);
  std::vector<engine::JobExecution> AnyExecutions(const std::string& job_id, int most);
  std::vector<engine::JobExecution> QueuedExecutionsOf(const std::string& thing);
  Page<engine::JobExecution> ExecutionsOfJob(const std::string& job_id,
                                             std::optional<engine::ExecutionStatus> status,
                                             const PageRequest& page);
  // Newest first.
  Page<engine::JobExecution> ExecutionsOfThing(const std::string& thing,
                                               const ExecutionFilter& filter,
                                               const PageRequest& page);
  engine::ExecutionCounts CountExecutions(const std::string& job_id);

  // The job whose change was left undone longest ago.
  std::optional<engine::Job> NextBacklog();
  bool HasBacklog();
  engine::JobExecution ExecutionBySequence(std::int64_t sequence);
  engine::Job JobBySequence(std::int64_t sequence);

  const engine::EventConfigurations& EventConfigurations();
  void Keep(const engine::EventConfigurations& configurations);

  std::optional<engine::Clock::Setting> FindClock();
  void KeepClock(const std::optional<engine::Clock::Setting>& setting);

 private:
  friend class Certificates;

  void Touch(const std::optional<engine::JobExecution>& before,
             const std::optional<engine::JobExecution>& after);
  std::optional<engine::ExecutionKey> Front(const PendingList& list);
  void TouchJob(const std::string& job_id);
  void TouchMembership(const std::string& thing, const std::string& group, bool joined);
  void PutDynamicPart(const engine::ThingGroup& group);
  // Notes that search queries may see the thing anew.
  void TouchIndex(const std::string& thing);
  std::vector<engine::JobExecution> Executions(SQLite::Statement& query);

  SQLite::Database database_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  Changes changes_;
  std::uint64_t transactions_ = 0;
  // Asked for in every transaction, and read again after one that failed.
  std::optional<engine::EventConfigurations> event_configurations_;
  // DynamicQueries' answer until one of them changes.
  std::optional<std::vector<DynamicQuery>> dynamic_queries_;
};

}  // namespace storage
