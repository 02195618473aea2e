#include "storage/jobs/job_executions.h"

#include <algorithm>
#include <chrono>

#include "engine/jobs/timeout.h"
#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/execution_change.h"
#include "storage/store.h"

namespace storage {

namespace {

using engine::JobExecution;

constexpr char kSelectExecution[] =
    "SELECT sequence, job_id, thing_name, execution_number, status, status_details, version, "
    "force_canceled, queued_at, started_at, last_updated_at, in_progress_deadline, "
    "step_deadline, retries_failed, retries_timed_out, namespace_id, hidden "
    "FROM job_execution ";

JobExecution ExecutionFrom(SQLite::Statement& row) {
  JobExecution execution;
  execution.sequence = row.getColumn(0).getInt64();
  execution.job_id = Text(row, 1);
  execution.thing_name = Text(row, 2);
  execution.number = row.getColumn(3).getInt64();
  execution.status = engine::ExecutionStatusFrom(row.getColumn(4).getText()).value();
  const std::string_view details = row.getColumn(5).getText();
  if (details != "{}") execution.status_details = nlohmann::json::parse(details);
  execution.version = row.getColumn(6).getInt64();
  execution.force_canceled = row.getColumn(7).getInt() != 0;
  execution.queued_at = At(row, 8);
  execution.started_at = MaybeAt(row, 9);
  execution.last_updated_at = At(row, 10);
  execution.in_progress_deadline = MaybeAt(row, 11);
  execution.step_deadline = MaybeAt(row, 12);
  execution.retries = {row.getColumn(13).getInt(), row.getColumn(14).getInt()};
  execution.namespace_id = Text(row, 15);
  if (!row.isColumnNull(16)) execution.hidden = row.getColumn(16).getInt() != 0;
  return execution;
}

std::optional<JobExecution> OneExecution(SQLite::Statement& row) {
  if (!row.executeStep()) return std::nullopt;
  JobExecution execution = ExecutionFrom(row);
  row.reset();
  return execution;
}

std::vector<JobExecution> Executions(SQLite::Statement& query) {
  std::vector<JobExecution> executions;
  while (query.executeStep()) executions.push_back(ExecutionFrom(query));
  query.reset();
  return executions;
}

// Whether an execution enters its thing's pending list by a change (1), or leaves it (-1).
int PendingMove(const std::optional<JobExecution>& before,
                const std::optional<JobExecution>& after) {
  const auto visible = [](const std::optional<JobExecution>& execution) {
    return execution && engine::IsVisible(*execution) ? 1 : 0;
  };
  return visible(after) - visible(before);
}

bool HasEnded(const std::optional<JobExecution>& before,
              const std::optional<JobExecution>& after) {
  return before && engine::IsPending(before->status) &&
         !(after && engine::IsPending(after->status));
}

std::string KeyInJob(const JobExecution& execution) {
  return std::to_string(execution.number) + ":" + execution.thing_name;
}

}  // namespace

void JobExecutions::Touch(const std::optional<JobExecution>& before,
                          const std::optional<JobExecution>& after) {
  // Nothing follows from a report of progress.
  if (before && after && before->status == after->status && before->hidden == after->hidden) {
    return;
  }
  const JobExecution& either = after ? *after : *before;
  const auto [found, is_first] =
      store_.Touched().pending.try_emplace(either.thing_name, PendingBefore{});
  if (is_first) found->second.front = Front(either.thing_name);
  found->second.moves[either.namespace_id][{either.job_id, either.number}] +=
      PendingMove(before, after);
  // What is deleted drops out of the job's criteria.
  if (!after || HasEnded(before, after)) store_.Touched().jobs.insert(either.job_id);
  ExecutionChange change;
  if (before) change.before = before->status;
  change.after = after;
  if (!after) change.deleted = before;
  store_.Touched().executions.push_back(std::move(change));
}

std::optional<PendingFront> JobExecutions::Front(const std::string& thing) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT job_id, execution_number, namespace_id FROM job_execution "
      "WHERE thing_name = ? AND +status IN ('IN_PROGRESS', 'QUEUED') AND hidden IS NOT 1 "
      "ORDER BY status, queued_at, sequence LIMIT 1");
  if (!Bind(row, thing).executeStep()) return std::nullopt;
  PendingFront front{{Text(row, 0), row.getColumn(1).getInt64()}, Text(row, 2)};
  row.reset();
  return front;
}

bool JobExecutions::Has(const std::string& job_id, const std::string& thing) {
  SQLite::Statement& row = store_.Prepared(
      "SELECT 1 FROM job_execution WHERE job_id = ? AND thing_name = ? LIMIT 1");
  const bool found = Bind(row, job_id, thing).executeStep();
  row.reset();
  return found;
}

std::optional<JobExecution> JobExecutions::Find(const std::string& job_id,
                                                const std::string& thing,
                                                std::optional<std::int64_t> number) {
  if (number) {
    return OneExecution(Bind(
        store_.Prepared(std::string(kSelectExecution) + "WHERE job_id = ? AND thing_name = ?"
                                                        " AND execution_number = ?"),
        job_id, thing, *number));
  }
  return OneExecution(Bind(store_.Prepared(std::string(kSelectExecution) +
                                           "WHERE job_id = ? AND thing_name = ?"
                                           " ORDER BY execution_number DESC LIMIT 1"),
                           job_id, thing));
}

JobExecution JobExecutions::BySequence(std::int64_t sequence) {
  return OneExecution(
             Bind(store_.Prepared(std::string(kSelectExecution) + "WHERE sequence = ?"),
                  sequence))
      .value();
}

void JobExecutions::Insert(const JobExecution& execution) {
  Touch(std::nullopt, execution);
  const std::string details = execution.status_details.dump();
  Bind(store_.Prepared(
           "INSERT INTO job_execution (job_id, thing_name, execution_number, status, "
           "status_details, version, force_canceled, queued_at, started_at, "
           "last_updated_at, in_progress_deadline, step_deadline, deadline, "
           "retries_failed, retries_timed_out, namespace_id, hidden) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       execution.job_id, execution.thing_name, execution.number, Name(execution.status),
       details, execution.version, execution.force_canceled, execution.queued_at,
       execution.started_at, execution.last_updated_at, execution.in_progress_deadline,
       execution.step_deadline, engine::Deadline(execution), execution.retries.failed,
       execution.retries.timed_out, execution.namespace_id, execution.hidden)
      .exec();
}

void JobExecutions::Update(const JobExecution& before, const JobExecution& after) {
  Touch(before, after);
  const std::string details = after.status_details.dump();
  if (before.status == after.status && before.hidden == after.hidden &&
      engine::Deadline(before) == engine::Deadline(after)) {
    // The reports of progress, by far the most: no index need be touched.
    Bind(store_.Prepared("UPDATE job_execution SET status_details = ?, version = ?, "
                         "last_updated_at = ?, in_progress_deadline = ?, step_deadline = ? "
                         "WHERE sequence = ?"),
         details, after.version, after.last_updated_at, after.in_progress_deadline,
         after.step_deadline, after.sequence)
        .exec();
    return;
  }
  Bind(store_.Prepared("UPDATE job_execution SET status = ?, status_details = ?, version = ?, "
                       "force_canceled = ?, started_at = ?, last_updated_at = ?, "
                       "in_progress_deadline = ?, step_deadline = ?, deadline = ?, hidden = ? "
                       "WHERE sequence = ?"),
       Name(after.status), details, after.version, after.force_canceled, after.started_at,
       after.last_updated_at, after.in_progress_deadline, after.step_deadline,
       engine::Deadline(after), after.hidden, after.sequence)
      .exec();
}

void JobExecutions::Delete(const JobExecution& execution) {
  Touch(execution, std::nullopt);
  Bind(store_.Prepared("DELETE FROM job_execution WHERE sequence = ?"), execution.sequence)
      .exec();
}

std::optional<JobExecution> JobExecutions::Next(const std::string& thing) {
  return OneExecution(
      Bind(store_.Prepared(std::string(kSelectExecution) +
                           "WHERE thing_name = ? AND +status IN ('IN_PROGRESS', 'QUEUED')"
                           " AND hidden IS NOT 1 ORDER BY status, queued_at, sequence LIMIT 1"),
           thing));
}

std::vector<JobExecution> JobExecutions::Pending(const PendingList& list, int most, int more) {
  const std::string pending = std::string(kSelectExecution) +
                              "WHERE thing_name = ? AND namespace_id = ?"
                              " AND +status IN ('IN_PROGRESS', 'QUEUED') AND hidden IS NOT 1";
  const std::string in_order = " ORDER BY status, queued_at, sequence LIMIT ?";
  auto found = Executions(
      Bind(store_.Prepared(pending + in_order), list.thing_name, list.namespace_id, most));
  if (more == 0 || static_cast<int>(found.size()) < most) return found;
  const JobExecution last = found.back();
  // Those with windows are QUEUED, after all that is IN_PROGRESS.
  std::string after = " AND hidden = 0";
  std::vector<JobExecution> rest;
  if (last.status == engine::ExecutionStatus::kQueued) {
    after += " AND (queued_at, sequence) > (?, ?)";
    rest = Executions(Bind(store_.Prepared(pending + after + in_order), list.thing_name,
                           list.namespace_id, last.queued_at, last.sequence, more));
  } else {
    rest = Executions(Bind(store_.Prepared(pending + after + in_order), list.thing_name,
                           list.namespace_id, more));
  }
  found.insert(found.end(), rest.begin(), rest.end());
  return found;
}

std::vector<JobExecution> JobExecutions::InWindows(const std::string& job_id, bool hidden,
                                                   int most) {
  return Executions(
      Bind(store_.Prepared(std::string(kSelectExecution) + "WHERE job_id = ? AND hidden = ?"
                                                           " ORDER BY thing_name LIMIT ?"),
           job_id, hidden, most));
}

std::vector<JobExecution> JobExecutions::Some(
    const std::string& job_id, const std::vector<engine::ExecutionStatus>& statuses, int most) {
  std::vector<JobExecution> found;
  for (const engine::ExecutionStatus status : statuses) {
    const int room = most - static_cast<int>(found.size());
    auto part =
        Executions(Bind(store_.Prepared(std::string(kSelectExecution) +
                                        "WHERE job_id = ? AND status = ?"
                                        " ORDER BY thing_name, execution_number LIMIT ?"),
                        job_id, Name(status), room));
    found.insert(found.end(), part.begin(), part.end());
  }
  return found;
}

std::vector<JobExecution> JobExecutions::Any(const std::string& job_id, int most) {
  return Executions(
      Bind(store_.Prepared(std::string(kSelectExecution) + "WHERE job_id = ? LIMIT ?"), job_id,
           most));
}

std::vector<JobExecution> JobExecutions::QueuedOf(const std::string& thing) {
  return Executions(Bind(store_.Prepared(std::string(kSelectExecution) +
                                         "WHERE thing_name = ? AND status = 'QUEUED'"
                                         " ORDER BY queued_at, sequence"),
                         thing));
}

Page<JobExecution> JobExecutions::OfJob(const std::string& job_id,
                                        std::optional<engine::ExecutionStatus> status,
                                        const PageRequest& page) {
  std::int64_t number = 0;
  std::string thing;
  if (page.after) {
    number = std::stoll(*page.after);
    thing = page.after->substr(page.after->find(':') + 1);
  }
  // Ours: AWS gives no order; by thing, then number.
  const std::string rest =
      " AND (thing_name, execution_number) > (?, ?)"
      " ORDER BY thing_name, execution_number LIMIT ?";
  Page<JobExecution> result;
  if (status) {
    result.rows = Executions(Bind(store_.Prepared(std::string(kSelectExecution) +
                                                  "WHERE job_id = ? AND status = ?" + rest),
                                  job_id, Name(*status), thing, number, page.limit + 1));
  } else {
    result.rows = Executions(
        Bind(store_.Prepared(std::string(kSelectExecution) + "WHERE job_id = ?" + rest), job_id,
             thing, number, page.limit + 1));
  }
  if (static_cast<int>(result.rows.size()) > page.limit) {
    result.rows.pop_back();
    result.next = KeyInJob(result.rows.back());
  }
  return result;
}

Page<JobExecution> JobExecutions::OfThing(const std::string& thing,
                                          const ExecutionFilter& filter,
                                          const PageRequest& page) {
  const std::int64_t before = page.after ? std::stoll(*page.after) : INT64_MAX;
  std::optional<std::string> status_name;
  if (filter.status) status_name = Name(*filter.status);
  Page<JobExecution> result;
  result.rows = Executions(Bind(
      store_.Prepared(std::string(kSelectExecution) +
                      "WHERE thing_name = ?1 AND sequence < ?2 AND (?3 IS NULL OR status = ?3)"
                      " AND (?4 IS NULL OR job_id = ?4) AND (?5 IS NULL OR namespace_id = ?5)"
                      " ORDER BY sequence DESC LIMIT ?6"),
      thing, before, status_name, filter.job_id, filter.namespace_id, page.limit + 1));
  if (static_cast<int>(result.rows.size()) > page.limit) {
    result.rows.pop_back();
    result.next = std::to_string(result.rows.back().sequence);
  }
  return result;
}

engine::ExecutionCounts JobExecutions::Count(const std::string& job_id) {
  SQLite::Statement& rows =
      store_.Prepared("SELECT status, count FROM execution_count WHERE job_id = ?");
  Bind(rows, job_id);
  engine::ExecutionCounts counts;
  while (rows.executeStep()) {
    counts.Set(engine::ExecutionStatusFrom(Text(rows, 0)).value(),
               rows.getColumn(1).getInt64());
  }
  return counts;
}

std::vector<JobExecutions::QueuedInMinute> JobExecutions::QueuedByMinute(
    const std::string& job_id, int most) {
  constexpr std::int64_t kMinute = std::chrono::milliseconds(std::chrono::minutes{1}).count();
  SQLite::Statement& rows = store_.Prepared(
      "SELECT queued_at / ?2 AS minute, COUNT(*) FROM job_execution"
      " WHERE job_id = ?1 AND execution_number = 1"
      " GROUP BY minute ORDER BY minute DESC LIMIT ?3");
  Bind(rows, job_id, kMinute, most);
  std::vector<QueuedInMinute> minutes;
  while (rows.executeStep()) {
    minutes.push_back({engine::FromMilliseconds(rows.getColumn(0).getInt64() * kMinute),
                       rows.getColumn(1).getInt64()});
  }
  std::reverse(minutes.begin(), minutes.end());
  return minutes;
}

}  // namespace storage
