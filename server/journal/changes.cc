#include "server/journal/changes.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/plain_words.h"
#include "server/journal/journal.h"
#include "server/service/followed.h"

namespace server {

namespace {

using engine::JobExecution;
using nlohmann::json;

constexpr std::size_t kMostOneByOne = 10;

// Of one job, and with one status now.
using Alike = std::pair<std::string, std::string>;

std::string StatusNow(const storage::ExecutionChange& change) {
  return change.after ? std::string(Name(change.after->status)) : "DELETED";
}

}  // namespace

std::vector<ChangeEntry> ChangesOf(const Followed& followed) {
  std::vector<ChangeEntry> changes;
  std::map<Alike, std::vector<const JobExecution*>> alike;
  for (const storage::ExecutionChange& change : followed.executions) {
    const JobExecution& execution = change.after ? *change.after : *change.deleted;
    alike[{execution.job_id, StatusNow(change)}].push_back(&execution);
  }
  for (const auto& [which, executions] : alike) {
    const auto& [job, status] = which;
    if (executions.size() > kMostOneByOne) {
      changes.push_back({.job = job,
                         .count = static_cast<std::int64_t>(executions.size()),
                         .status = status});
      continue;
    }
    for (const JobExecution* execution : executions) {
      changes.push_back({.job = job,
                         .thing = execution->thing_name,
                         .execution_number = execution->number,
                         .status = status});
    }
  }
  for (const JobChange& job : followed.jobs) {
    if (job.before == job.after) continue;
    changes.push_back(
        {.job = job.job_id, .status = job.after ? std::string(Name(*job.after)) : "DELETED"});
  }
  return changes;
}

json Shown(const ChangeEntry& change) {
  const std::string& job = change.job;
  if (!change.thing.empty()) {
    return {{"kind", "jobExecution"},
            {"job", job},
            {"thing", change.thing},
            {"executionNumber", change.execution_number},
            {"status", change.status},
            {"text", "execution " + std::to_string(change.execution_number) + " of job " + job +
                         " on " + change.thing + " is " + change.status}};
  }
  if (change.count > 0) {
    return {{"kind", "jobExecutions"},
            {"job", job},
            {"count", change.count},
            {"status", change.status},
            {"text", std::to_string(change.count) + " executions of job " + job + " are " +
                         change.status}};
  }
  return {{"kind", "job"},
          {"job", job},
          {"status", change.status},
          {"text", "job " + job + " is " + change.status}};
}

json Happened(const Journal& journal, std::uint64_t count) {
  const auto& entries = journal.All<ChangeEntry>();
  const std::uint64_t all = journal.Count<ChangeEntry>();
  const std::uint64_t wanted = all < count ? all : all - count;  // forgotten in between
  const std::uint64_t kept = std::min<std::uint64_t>(wanted, entries.size());
  json answer = {{"happened", json::array()}};
  for (auto entry = entries.end() - static_cast<std::ptrdiff_t>(kept); entry != entries.end();
       ++entry) {
    json shown = Shown(std::get<ChangeEntry>(entry->what));
    shown["at"] = engine::PlainInstant(entry->at);
    answer["happened"].push_back(std::move(shown));
  }
  if (wanted > kept) answer["omitted"] = wanted - kept;
  return answer;
}

}  // namespace server
