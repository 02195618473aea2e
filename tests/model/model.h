// What Jobs should do, told naively with lists and loops from AWS's documentation: the oracle
// of the random walks.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace model {

using nlohmann::json;
using Milliseconds = std::int64_t;

inline constexpr Milliseconds kMinute = 60'000;

struct Job {
  std::string id, description, reason, comment;
  std::vector<std::string> targets;  // "thing/lamp", "thinggroup/lamps"
  bool continuous = false;
  std::string status = "IN_PROGRESS";
  bool forced = false;
  json configs = json::object();  // as sent, by the member's name
  Milliseconds created_at = 0;
  Milliseconds updated_at = 0;
  std::optional<Milliseconds> completed_at;
  std::vector<std::string> waiting;  // things that the rollout has yet to reach, in order
  std::optional<Milliseconds> next_minute;  // of the rollout
  int notified = 0;                         // by the rollout
  std::optional<Milliseconds> starts, ends;
  bool begun = false;                          // its start has passed
  bool reached = false;                        // the things that its targets hold
  bool open = true;                            // one of its windows, if it has any
  bool over = false;                           // its end has passed
  json windows = json::array();                // maintenanceWindows
  std::optional<Milliseconds> windows_change;  // open or close next

  json Config(const char* name) const { return configs.value(name, json::object()); }

  bool IsActive() const { return status == "SCHEDULED" || status == "IN_PROGRESS"; }

  // When it does something by itself next.
  std::optional<Milliseconds> Due() const;
};

struct Execution {
  std::string job, thing;
  std::int64_t number = 1;
  std::string status = "QUEUED";
  json details = json::object();
  std::int64_t version = 1;
  bool forced = false;
  Milliseconds queued_at = 0;
  Milliseconds updated_at = 0;
  std::optional<Milliseconds> started_at, in_progress_deadline, step_deadline;
  std::map<std::string, int> retries;  // by the failure that called for them
  bool may_be_retried = false;         // it has failed just now

  bool Pending() const { return status == "QUEUED" || status == "IN_PROGRESS"; }

  std::optional<Milliseconds> Deadline() const;
};

// Thrown within the model by an operation that is refused, before it changes anything.
struct Refused {
  const char* error;
};

// Jobs and executions stand in the order of their creation.
class Model {
 public:
  explicit Model(Milliseconds now) : now_(now) {}

  // Does one operation: its answer, or the name of the error under "refused". Answers of
  // operations that change nothing but rows are empty.
  json Apply(const std::string& operation, const json& input);
  // Lets time pass, whatever falls due at its own instant.
  void Advance(Milliseconds by);
  // Everything that can be listed and described.
  json Rows() const;
  // What was published since the last call: {"topic", "payload"} each.
  std::vector<json> TakeMessages();

  Milliseconds now() const { return now_; }

  const std::vector<Job>& jobs() const { return jobs_; }

  const std::vector<Execution>& executions() const { return executions_; }

  const std::set<std::pair<std::string, std::string>>& members() const { return members_; }

 private:
  using Key = std::pair<std::string, std::int64_t>;
  using Members = std::set<std::pair<std::string, std::string>>;  // group, thing

  json Run(const std::string& operation, const json& input);
  bool DoWhatIsDueBy(Milliseconds until);
  void DoWhatIsDue(Job& job);

  void CreateThing(const json& input);
  void UpdateThing(const json& input);
  void DeleteThing(const json& input);
  void CreateDynamicGroup(const json& input);
  void UpdateDynamicGroup(const json& input);
  void DeleteDynamicGroup(const json& input);
  void FormDynamicGroups();
  void CreateGroup(const json& input);
  void DeleteGroup(const json& input);
  void Move(const std::string& thing, const json& out, const json& in);
  void JoinJobs(const std::string& thing, const std::vector<std::string>& groups);
  void Join(const Job& job, const std::string& thing);
  void LeaveJobs(const std::string& thing);
  bool Reaches(const Job& job, const std::string& thing) const;
  bool AimsAt(const Job& job, const std::string& group) const;
  bool IsWithin(const std::string& group, const std::string& ancestor) const;
  std::string RootOf(std::string group) const;
  void NeedThing(const std::string& name) const;
  void NeedGroup(const std::string& name) const;

  void CreateJob(const json& input);
  void UpdateJob(const json& input);
  void AssociateTargets(const json& input);
  void CancelJob(const json& input);
  void Cancel(Job& job, bool force);
  void DeleteJob(const json& input);
  void Schedule(Job& job, const json& config) const;
  void Start(Job& job);
  void Open(Job& job);
  void EndSchedule(Job& job);
  Job& FindJob(const std::string& id);
  const Job& FindJob(const std::string& id) const;

  void CancelExecution(const json& input);
  void DeleteExecution(const json& input);
  json StartNext(const json& input);
  json Describe(const json& input);
  json Update(const json& input);
  void Report(Execution& execution, const std::string& status, const json& input);
  void End(Execution& execution, const std::string& status);
  Execution& FindExecution(const json& input);
  Execution* Newest(const std::string& job, const std::string& thing);

  void Follow();
  void AbortIfCalledFor(Job& job);
  void RetryIfCalledFor(const Execution& failed);
  void CompleteIfDone(Job& job);
  int RateOf(const Job& job) const;
  void ReleaseAMinute(Job& job);
  void Queue(const std::string& job, const std::string& thing);
  int Count(const Job& job, const std::vector<std::string>& statuses) const;

  bool IsVisible(const Execution& execution) const;
  // What the thing's device sees of it.
  std::vector<const Execution*> PendingOf(const std::string& thing) const;

  // What there is before a change, to tell afterwards what became of it.
  struct Before {
    std::map<std::string, std::vector<Key>> lists;
    bool has_events = false;  // then the rest is there too
    std::vector<Job> jobs;
    std::vector<Execution> executions;
  };

  Before Now() const;
  static json Summary(const Execution& execution);
  json ForDevice(const Execution& execution) const;
  std::map<std::string, std::vector<Key>> Lists() const;
  void Say(const Before& before);
  void NotifyDevices(const Before& before);
  void PublishEvents(const Before& before);
  void PublishOfJob(const Job& job, const char* operation, const char* status);
  void PublishOfExecution(const Execution& execution, const std::string& status);

  Milliseconds now_;
  std::map<std::string, std::string> things_;  // name to the attribute "zone", "" for none
  std::map<std::string, std::string> groups_;  // name to parent, "" for none
  std::vector<std::pair<std::string, std::string>> dynamic_;  // group and the zone it is of
  std::set<std::string> events_;                              // that are switched on
  Members members_;
  std::vector<Job> jobs_;
  std::vector<Execution> executions_;
  std::vector<json> messages_;
};

}  // namespace model
