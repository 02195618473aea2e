#include "storage/jobs/jobs.h"

#include <array>
#include <set>

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/store.h"

namespace storage {

namespace {

constexpr char kSelectJob[] =
    "SELECT job_id, targets, target_selection, status, force_canceled, description, "
    "reason_code, comment, document, configs, created_at, last_updated_at, completed_at, "
    "due_at, backlog_at, template_arn, parameters, namespace_id, document_before, begun, "
    "rolled_out, rollout_due, next_minute_at, sequence FROM job ";
constexpr int kSequence = 23;

// AWS: jobs are listed by status. Ours: in this order of statuses, newest first within one.
constexpr std::array kListed = {engine::JobStatus::kScheduled, engine::JobStatus::kInProgress,
                                engine::JobStatus::kCompleted, engine::JobStatus::kCanceled,
                                engine::JobStatus::kDeletionInProgress};

engine::Job JobFrom(SQLite::Statement& row) {
  return {
      .job_id = Text(row, 0),
      .namespace_id = Text(row, 17),
      .targets = nlohmann::json::parse(Text(row, 1)).get<std::vector<std::string>>(),
      .target_selection = engine::TargetSelectionFrom(Text(row, 2)).value(),
      .status = engine::JobStatusFrom(Text(row, 3)).value(),
      .force_canceled = row.getColumn(4).getInt() != 0,
      .description = MaybeText(row, 5),
      .reason_code = MaybeText(row, 6),
      .comment = MaybeText(row, 7),
      .document = Text(row, 8),
      .document_before_substitution = MaybeText(row, 18),
      .template_arn = MaybeText(row, 15),
      .document_parameters = nlohmann::json::parse(Text(row, 16)),
      .configs = nlohmann::json::parse(Text(row, 9)),
      .created_at = At(row, 10),
      .last_updated_at = At(row, 11),
      .completed_at = MaybeAt(row, 12),
      .rollout = {.begun = row.getColumn(19).getInt() != 0,
                  .queued = row.getColumn(20).getInt64(),
                  .due = row.getColumn(21).getInt64(),
                  .next_minute_at = MaybeAt(row, 22)},
      .due_at = MaybeAt(row, 13),
      .backlog_at = MaybeAt(row, 14),
  };
}

// A page of one status. Each parameter stands in it, so that one Bind fits all; the indexes
// give the order, so that what comes after the page is not read.
std::string JobsQuery(const JobFilter& filter) {
  std::string query = std::string(kSelectJob) + "WHERE status = ?1 AND sequence < ?2";
  query += filter.target_selection ? " AND target_selection = ?3" : " AND ?3 IS NULL";
  query += filter.thing_group ? " AND sequence IN (SELECT job.sequence"
                                "  FROM job_target JOIN job USING (job_id)"
                                "  WHERE kind = 1 AND name = ?4)"
                              : " AND ?4 IS NULL";
  query +=
      filter.namespace_id ? " AND namespace_id = ?5 AND namespace_id <> ''" : " AND ?5 IS NULL";
  return query + " ORDER BY sequence DESC LIMIT ?6";
}

}  // namespace

std::optional<engine::Job> Jobs::Find(const std::string& job_id) {
  SQLite::Statement& row = store_.Prepared(std::string(kSelectJob) + "WHERE job_id = ?");
  Bind(row, job_id);
  if (!row.executeStep()) return std::nullopt;
  engine::Job job = JobFrom(row);
  row.reset();
  return job;
}

engine::Job Jobs::BySequence(std::int64_t sequence) {
  SQLite::Statement& row = store_.Prepared(std::string(kSelectJob) + "WHERE sequence = ?");
  Bind(row, sequence).executeStep();
  engine::Job job = JobFrom(row);
  row.reset();
  return job;
}

bool Jobs::HasBacklog() {
  if (DynamicGroups(store_).NextBuilding()) return true;
  SQLite::Statement& row =
      store_.Prepared("SELECT 1 FROM job WHERE backlog_at IS NOT NULL LIMIT 1");
  const bool found = row.executeStep();
  row.reset();
  return found;
}

std::optional<engine::Job> Jobs::NextBacklog() {
  SQLite::Statement& row = store_.Prepared(std::string(kSelectJob) +
                                           "WHERE backlog_at IS NOT NULL"
                                           " ORDER BY backlog_at, sequence LIMIT 1");
  if (!row.executeStep()) return std::nullopt;
  engine::Job job = JobFrom(row);
  row.reset();
  return job;
}

void Jobs::Insert(const engine::Job& job, const std::vector<engine::Target>& targets) {
  const std::string listed = nlohmann::json(job.targets).dump();
  const std::string configs = job.configs.dump();
  const std::string parameters = job.document_parameters.dump();
  Touch(job.job_id);
  Bind(store_.Prepared(
           "INSERT INTO job (job_id, targets, target_selection, status, force_canceled, "
           "description, reason_code, comment, document, configs, created_at, "
           "last_updated_at, completed_at, due_at, backlog_at, template_arn, parameters, "
           "namespace_id, document_before, begun, rolled_out, rollout_due, "
           "next_minute_at) VALUES "
           "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
       job.job_id, listed, Name(job.target_selection), Name(job.status), job.force_canceled,
       job.description, job.reason_code, job.comment, job.document, configs, job.created_at,
       job.last_updated_at, job.completed_at, job.due_at, job.backlog_at, job.template_arn,
       parameters, job.namespace_id, job.document_before_substitution, job.rollout.begun,
       job.rollout.queued, job.rollout.due, job.rollout.next_minute_at)
      .exec();
  for (const engine::Target& target : targets) {
    Bind(store_.Prepared("INSERT OR IGNORE INTO job_target VALUES (?, ?, ?)"), job.job_id,
         static_cast<int>(target.kind), target.name)
        .exec();
  }
}

void Jobs::Touch(const std::string& job_id) {
  store_.Touched().jobs.insert(job_id);
  if (store_.Touched().job_stages.contains(job_id)) return;
  SQLite::Statement& row =
      store_.Prepared("SELECT status, backlog_at IS NOT NULL FROM job WHERE job_id = ?");
  std::optional<engine::JobStage> before;
  if (Bind(row, job_id).executeStep()) {
    before = {engine::JobStatusFrom(row.getColumn(0).getText()).value(),
              row.getColumn(1).getInt() != 0};
  }
  row.reset();
  store_.Touched().job_stages.emplace(job_id, before);
}

void Jobs::Update(const engine::Job& job) {
  Touch(job.job_id);
  const std::string listed = nlohmann::json(job.targets).dump();
  const std::string configs = job.configs.dump();
  Bind(store_.Prepared(
           "UPDATE job SET targets = ?, status = ?, force_canceled = ?, description = ?, "
           "reason_code = ?, comment = ?, configs = ?, last_updated_at = ?, "
           "completed_at = ?, due_at = ?, backlog_at = ?, begun = ?, "
           "rolled_out = ?, rollout_due = ?, next_minute_at = ? WHERE job_id = ?"),
       listed, Name(job.status), job.force_canceled, job.description, job.reason_code,
       job.comment, configs, job.last_updated_at, job.completed_at, job.due_at, job.backlog_at,
       job.rollout.begun, job.rollout.queued, job.rollout.due, job.rollout.next_minute_at,
       job.job_id)
      .exec();
}

void Jobs::Delete(const std::string& job_id) {
  Bind(store_.Prepared("DELETE FROM job WHERE job_id = ?"), job_id).exec();
}

Page<engine::Job> Jobs::List(const JobFilter& filter, const PageRequest& page) {
  Page<engine::Job> result;
  // A row's key is "status rank:sequence".
  std::size_t rank = 0;
  std::int64_t before = INT64_MAX;
  if (page.after) {
    rank = std::stoul(*page.after);
    before = std::stoll(page.after->substr(page.after->find(':') + 1));
  }
  std::optional<std::string> selection;
  if (filter.target_selection) selection = Name(*filter.target_selection);
  const std::string query = JobsQuery(filter);
  std::string last;
  for (; rank < kListed.size(); ++rank, before = INT64_MAX) {
    if (filter.status && *filter.status != kListed[rank]) continue;
    if (!filter.scheduled && kListed[rank] == engine::JobStatus::kScheduled) continue;
    SQLite::Statement& rows = store_.Prepared(query);
    Bind(rows, Name(kListed[rank]), before, selection, filter.thing_group, filter.namespace_id,
         page.limit + 1);
    while (rows.executeStep()) {
      if (static_cast<int>(result.rows.size()) == page.limit) {
        rows.reset();
        result.next = last;
        return result;
      }
      result.rows.push_back(JobFrom(rows));
      last = std::to_string(rank) + ":" + std::to_string(rows.getColumn(kSequence).getInt64());
    }
  }
  return result;
}

void Jobs::AddTargets(const engine::Job& job, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const int added = Bind(store_.Prepared("INSERT OR IGNORE INTO job_target VALUES (?, ?, ?)"),
                           job.job_id, static_cast<int>(engine::TargetKind::kThingGroup), group)
                          .exec();
    if (added > 0) store_.Touched().targets.push_back({job.job_id, group});
  }
  Update(job);
}

std::vector<engine::Target> Jobs::TargetsOf(const std::string& job_id) {
  SQLite::Statement& rows =
      store_.Prepared("SELECT kind, name FROM job_target WHERE job_id = ?");
  Bind(rows, job_id);
  std::vector<engine::Target> targets;
  while (rows.executeStep()) {
    targets.push_back(
        {static_cast<engine::TargetKind>(rows.getColumn(0).getInt()), Text(rows, 1)});
  }
  return targets;
}

std::vector<engine::Job> Jobs::ContinuousAimedAt(const std::vector<std::string>& groups) {
  const std::string names = nlohmann::json(groups).dump();
  // The plus keeps SQLite from reading every active job: few aim at any one group.
  SQLite::Statement& rows = store_.Prepared(
      std::string(kSelectJob) +
      "WHERE +status IN ('IN_PROGRESS', 'SCHEDULED') AND target_selection = 'CONTINUOUS' AND "
      "job_id IN"
      " (SELECT job_id FROM job_target"
      "  WHERE kind = 1 AND name IN (SELECT value FROM json_each(?))) ORDER BY sequence");
  Bind(rows, names);
  std::vector<engine::Job> jobs;
  while (rows.executeStep()) jobs.push_back(JobFrom(rows));
  return jobs;
}

bool Jobs::IsAimedAt(const std::string& job_id, const std::string& thing) {
  SQLite::Statement& row = store_.Prepared(
      "WITH RECURSIVE lineage (name) AS ("
      "  SELECT group_name FROM group_member WHERE thing_name = ?2 UNION"
      "  SELECT parent_name FROM thing_group JOIN lineage ON group_name = name"
      "  WHERE parent_name IS NOT NULL)"
      "SELECT EXISTS (SELECT 1 FROM job_target WHERE kind = 0 AND name = ?2 AND job_id = ?1)"
      " OR EXISTS (SELECT 1 FROM lineage JOIN job_target"
      "   ON kind = 1 AND job_target.name = lineage.name AND job_id = ?1)");
  Bind(row, job_id, thing).executeStep();
  const bool aimed = row.getColumn(0).getInt() != 0;
  row.reset();
  return aimed;
}

std::vector<engine::Job> Jobs::YetToReach(const std::string& thing) {
  SQLite::Statement& rows = store_.Prepared(
      std::string(kSelectJob) +
      "WHERE status IN ('IN_PROGRESS', 'SCHEDULED') AND EXISTS (SELECT 1 FROM rollout"
      "  WHERE rollout.job_id = job.job_id AND thing_name = ?) ORDER BY sequence");
  Bind(rows, thing);
  std::vector<engine::Job> jobs;
  while (rows.executeStep()) jobs.push_back(JobFrom(rows));
  return jobs;
}

int Jobs::CountConcurrent() {
  SQLite::Statement& row = store_.Prepared(
      "SELECT (SELECT COUNT(*) FROM job WHERE backlog_at IS NOT NULL) +"
      " (SELECT COUNT(*) FROM job WHERE due_at IS NOT NULL AND next_minute_at IS NOT NULL"
      "   AND backlog_at IS NULL AND status = 'IN_PROGRESS')");
  row.executeStep();
  const int count = row.getColumn(0).getInt();
  row.reset();
  return count;
}

}  // namespace storage
