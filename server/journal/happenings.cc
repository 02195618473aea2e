#include "server/journal/happenings.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/journal/plain_words.h"
#include "server/service/events.h"
#include "storage/changes.h"
#include "storage/jobs/jobs.h"
#include "storage/store.h"

namespace server {

namespace {

using engine::JobExecution;
using nlohmann::json;

constexpr std::size_t kMostOneByOne = 10;
constexpr std::size_t kMostListed = 1000;

// Of one job, and with one status now.
using Alike = std::pair<std::string, std::string>;

std::string StatusNow(const storage::ExecutionChange& change) {
  return change.after ? std::string(Name(change.after->status)) : "DELETED";
}

json OneByOne(const Alike& alike, const JobExecution& execution) {
  const auto& [job_id, status] = alike;
  return {{"kind", "jobExecution"},
          {"job", job_id},
          {"thing", execution.thing_name},
          {"executionNumber", execution.number},
          {"status", status},
          {"text", "execution " + std::to_string(execution.number) + " of job " + job_id +
                       " on " + execution.thing_name + " is " + status}};
}

json Together(const Alike& alike, std::size_t count) {
  const auto& [job_id, status] = alike;
  return {{"kind", "jobExecutions"},
          {"job", job_id},
          {"count", count},
          {"status", status},
          {"text", std::to_string(count) + " executions of job " + job_id + " are " + status}};
}

json OfJob(const std::string& job_id, const std::string& status) {
  return {{"kind", "job"},
          {"job", job_id},
          {"status", status},
          {"text", "job " + job_id + " is " + status}};
}

}  // namespace

void AddHappenings(Context& c, const Followed& followed, Happenings& happenings) {
  std::vector<json> happened;
  std::map<Alike, std::vector<const JobExecution*>> alike;
  for (const storage::ExecutionChange& change : followed.executions) {
    const JobExecution& execution = change.after ? *change.after : *change.deleted;
    alike[{execution.job_id, StatusNow(change)}].push_back(&execution);
  }
  for (const auto& [which, executions] : alike) {
    if (executions.size() > kMostOneByOne) {
      happened.push_back(Together(which, executions.size()));
      continue;
    }
    for (const JobExecution* execution : executions) {
      happened.push_back(OneByOne(which, *execution));
    }
  }
  for (const auto& [job_id, before] : c.store.Touched().job_stages) {
    const auto job = storage::Jobs(c.store).Find(job_id);
    if (!job) {
      happened.push_back(OfJob(job_id, "DELETED"));
    } else if (!before || before->status != job->status) {
      happened.push_back(OfJob(job_id, std::string(Name(job->status))));
    }
  }
  for (json& entry : happened) {
    if (happenings.list.size() == kMostListed) {
      ++happenings.omitted;
      continue;
    }
    entry["at"] = PlainInstant(c.now);
    happenings.list.push_back(std::move(entry));
  }
}

}  // namespace server
