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

struct Job {
  std::string id;
  std::vector<std::string> targets;  // "thing/lamp", "thinggroup/lamps"
  bool continuous = false;
  std::string status = "IN_PROGRESS";
  bool forced = false;
  std::optional<std::int64_t> timeout_in_minutes;
  json retry_criteria = json::array();
  Milliseconds created_at = 0;
  Milliseconds updated_at = 0;
  std::optional<Milliseconds> completed_at;
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

  bool Pending() const { return status == "QUEUED" || status == "IN_PROGRESS"; }

  std::optional<Milliseconds> Deadline() const;
};

// Thrown within the model by an operation that is refused.
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
  // Lets time pass, each timer at its own instant.
  void Advance(Milliseconds by);
  // Everything that can be listed and described.
  json Rows() const;
  // What devices heard since the last call: {"topic", "payload"} each.
  std::vector<json> TakeMessages();

 private:
  using Key = std::pair<std::string, std::int64_t>;

  json Run(const std::string& operation, const json& input);
  void CreateJob(const json& input);
  void CancelJob(const json& input);
  void DeleteJob(const json& input);
  void CancelExecution(const json& input);
  void Add(const std::string& thing, const std::string& group);
  void Remove(const std::string& thing, const std::string& group);
  void DeleteThing(const std::string& name);
  json StartNext(const json& input);
  json Describe(const json& input);
  json Update(const json& input);

  void Report(Execution& execution, const std::string& status, const json& input);
  void End(Execution& execution, const std::string& status);
  void RetryIfDue(const Execution& ended);
  void CompleteJobs();
  void Queue(const std::string& job, const std::string& thing);

  bool Reaches(const Job& job, const std::string& thing) const;
  bool IsWithin(const std::string& group, const std::string& ancestor) const;
  std::string RootOf(std::string group) const;
  Job& FindJob(const std::string& id);
  Execution& FindExecution(const json& input);
  Execution* Newest(const std::string& job, const std::string& thing);
  std::vector<const Execution*> PendingOf(const std::string& thing) const;
  json ForDevice(const Execution& execution) const;
  std::map<std::string, std::vector<Key>> Lists() const;
  void Say(const std::map<std::string, std::vector<Key>>& before);

  Milliseconds now_;
  std::set<std::string> things_;
  std::map<std::string, std::string> groups_;              // name to parent, "" for none
  std::set<std::pair<std::string, std::string>> members_;  // group, thing
  std::vector<Job> jobs_;
  std::vector<Execution> executions_;
  std::vector<json> messages_;
};

}  // namespace model
