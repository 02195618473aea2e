#include "storage/jobs/rollout.h"

#include "storage/binding.h"
#include "storage/changes.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/things.h"
#include "storage/store.h"

namespace storage {

void Rollout::Fill(const std::string& job_id) {
  for (const engine::Target& target : Jobs(store_).TargetsOf(job_id)) {
    if (target.kind == engine::TargetKind::kThing) {
      // It may be gone since the job was made, if the job had to wait for its start.
      if (Things(store_).Has(target.name)) Add(job_id, target.name);
    } else {
      BeginReaching(job_id, target.name, Pace::kPaced);
    }
  }
}

void Rollout::BeginReaching(const std::string& job_id, const std::string& group, Pace pace) {
  Bind(store_.Prepared("INSERT OR IGNORE INTO unreached_group"
                       " WITH RECURSIVE tree (name) AS (VALUES (?2) UNION"
                       "   SELECT group_name FROM thing_group JOIN tree ON parent_name = name)"
                       " SELECT ?1, ?3, name, '' FROM tree"),
       job_id, group, pace == Pace::kPaced)
      .exec();
}

std::optional<UnreachedThings> Rollout::TakeUnreached(const std::string& job_id, int most) {
  // Those to be queued at once first: their change is the later one.
  SQLite::Statement& row = store_.Prepared(
      "SELECT paced, group_name, after FROM unreached_group WHERE job_id = ?"
      " ORDER BY paced, group_name LIMIT 1");
  if (!Bind(row, job_id).executeStep()) return std::nullopt;
  const bool paced = row.getColumn(0).getInt() != 0;
  const std::string group = Text(row, 1);
  const std::string after = Text(row, 2);
  row.reset();
  UnreachedThings found{paced ? Pace::kPaced : Pace::kAtOnce, {}};
  SQLite::Statement& rows = store_.Prepared(
      "SELECT thing_name FROM group_member WHERE group_name = ? AND thing_name > ?"
      " ORDER BY thing_name LIMIT ?");
  Bind(rows, group, after, most);
  while (rows.executeStep()) found.things.push_back(Text(rows, 0));
  if (static_cast<int>(found.things.size()) < most) {
    Bind(store_.Prepared("DELETE FROM unreached_group"
                         " WHERE job_id = ? AND paced = ? AND group_name = ?"),
         job_id, paced, group)
        .exec();
  } else {
    Bind(store_.Prepared("UPDATE unreached_group SET after = ?"
                         " WHERE job_id = ? AND paced = ? AND group_name = ?"),
         found.things.back(), job_id, paced, group)
        .exec();
  }
  return found;
}

bool Rollout::HasUnreached(const std::string& job_id) {
  SQLite::Statement& row =
      store_.Prepared("SELECT 1 FROM unreached_group WHERE job_id = ? LIMIT 1");
  const bool found = Bind(row, job_id).executeStep();
  row.reset();
  return found;
}

void Rollout::Add(const std::string& job_id, const std::string& thing) {
  Bind(store_.Prepared("INSERT OR IGNORE INTO rollout VALUES (?, ?)"), job_id, thing).exec();
}

std::vector<std::string> Rollout::Take(const std::string& job_id, std::int64_t most) {
  SQLite::Statement& rows = store_.Prepared(
      "SELECT thing_name FROM rollout WHERE job_id = ? ORDER BY thing_name LIMIT ?");
  Bind(rows, job_id, most);
  std::vector<std::string> things;
  while (rows.executeStep()) things.push_back(Text(rows, 0));
  if (!things.empty()) {
    Bind(store_.Prepared("DELETE FROM rollout WHERE job_id = ? AND thing_name <= ?"), job_id,
         things.back())
        .exec();
  }
  return things;
}

void Rollout::Remove(const std::string& job_id, const std::string& thing) {
  const int dropped =
      Bind(store_.Prepared("DELETE FROM rollout WHERE job_id = ? AND thing_name = ?"), job_id,
           thing)
          .exec();
  if (dropped > 0) store_.Touched().jobs.insert(job_id);
}

void Rollout::Drop(const std::string& job_id, int most) {
  Bind(store_.Prepared("DELETE FROM unreached_group WHERE job_id = ?"), job_id).exec();
  Bind(store_.Prepared("DELETE FROM rollout WHERE job_id = ?1 AND thing_name IN"
                       " (SELECT thing_name FROM rollout WHERE job_id = ?1"
                       "  ORDER BY thing_name LIMIT ?2)"),
       job_id, most)
      .exec();
}

std::int64_t Rollout::Count(const std::string& job_id) {
  SQLite::Statement& row = store_.Prepared("SELECT count(*) FROM rollout WHERE job_id = ?");
  Bind(row, job_id).executeStep();
  const std::int64_t count = row.getColumn(0).getInt64();
  row.reset();
  return count;
}

std::int64_t Rollout::CountAhead(const std::string& job_id, const std::string& thing) {
  SQLite::Statement& row =
      store_.Prepared("SELECT count(*) FROM rollout WHERE job_id = ? AND thing_name < ?");
  Bind(row, job_id, thing).executeStep();
  const std::int64_t count = row.getColumn(0).getInt64();
  row.reset();
  return count;
}

bool Rollout::IsEmpty(const std::string& job_id) {
  SQLite::Statement& row = store_.Prepared("SELECT 1 FROM rollout WHERE job_id = ? LIMIT 1");
  const bool found = Bind(row, job_id).executeStep();
  row.reset();
  return !found && !HasUnreached(job_id);
}

}  // namespace storage
