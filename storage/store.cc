#include "storage/store.h"

#include <sqlite3.h>

#include <map>
#include <stdexcept>

#include "schema.h"
#include "storage/binding.h"
#include "storage/changes.h"

namespace storage {

namespace {

// Raised with every change of schema.sql, together with an upgrade from the version before.
constexpr int kSchemaVersion = 2;

// The change from each version to the next, in the words of schema.sql.
const std::map<int, const char*> kUpgrades{
    {1,
     "CREATE TABLE provisioning_claim ("
     "  certificate_id TEXT PRIMARY KEY"
     "    REFERENCES certificate (certificate_id) ON DELETE CASCADE,"
     "  template_name  TEXT NOT NULL"
     ") STRICT, WITHOUT ROWID"},
};

void Prepare(SQLite::Database& database, const std::string& path) {
  // WAL with NORMAL survives a killed process; a power cut may lose the last moments. The sizes
  // keep checkpoints, which dominate random updates, rare and short.
  // The data directory has one owner, so no lock needs taking for each transaction.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA wal_autocheckpoint = 1000");
  database.exec("PRAGMA cache_size = -16000");
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec("PRAGMA foreign_keys = ON");
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version == kSchemaVersion) return;
  if (version < 0 || version > kSchemaVersion) {
    throw std::runtime_error(
        path + " was written by a later version of iot-jobs-local (schema " +
        std::to_string(version) + ", this one reads up to " + std::to_string(kSchemaVersion) +
        "). Start with another --data-dir, or remove the file.");
  }
  SQLite::Transaction transaction(database);
  if (version == 0) database.exec(kSchema);
  for (int from = version; from > 0 && from < kSchemaVersion; ++from) {
    database.exec(kUpgrades.at(from));
  }
  database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

}  // namespace

Store::Store(const std::string& path)
    : database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX),
      changes_(std::make_unique<Changes>()) {
  Prepare(database_, path);
}

Store::~Store() = default;

void Store::Atomically(const std::function<void()>& work) {
  *changes_ = Changes{};
  next_due_.reset();
  Prepared("BEGIN IMMEDIATE").exec();
  try {
    work();
    Prepared("COMMIT").exec();
    next_due_.reset();
  } catch (...) {
    // SQLite itself rolls back on a full disk; a second ROLLBACK would hide the cause.
    if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.exec("ROLLBACK");
    *changes_ = Changes{};
    next_due_.reset();
    remembered_.clear();
    throw;
  }
}

void Store::EraseAll() {
  certificates_changed_ = true;
  access_changes_.all = true;
  database_.exec(
      "DELETE FROM job_execution; DELETE FROM rollout; DELETE FROM unreached_group; DELETE "
      "FROM job_target; DELETE FROM job;"
      "DELETE FROM execution_count; DELETE FROM group_member; DELETE FROM thing_principal;"
      "DELETE FROM certificate; DELETE FROM ca_certificate; DELETE FROM registration_code;"
      "DELETE FROM provisioning_template; DELETE FROM policy_target; DELETE FROM policy;"
      "UPDATE thing_group SET parent_name = NULL; DELETE FROM thing_group; DELETE FROM thing;"
      "DELETE FROM thing_type; DELETE FROM billing_group; DELETE FROM setting;"
      // A reset of ours ends no connection.
      "DELETE FROM connectivity WHERE NOT connected;"
      "DELETE FROM package_version; DELETE FROM package; DELETE FROM job_template; DELETE FROM "
      "tag; DELETE FROM clock;"
      "DELETE FROM event_configurations");
  remembered_.clear();
}

SQLite::Statement& Store::Prepared(const std::string& sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    found = statements_.emplace(sql, std::make_unique<SQLite::Statement>(database_, sql)).first;
  }
  found->second->reset();
  found->second->clearBindings();
  return *found->second;
}

std::optional<DueWork> Store::NextDue() {
  if (next_due_) return *next_due_;
  std::optional<DueWork> due;
  SQLite::Statement& deadline = Prepared(
      "SELECT deadline, sequence FROM job_execution WHERE deadline IS NOT NULL "
      "ORDER BY deadline, sequence LIMIT 1");
  if (deadline.executeStep()) {
    due = DueWork{At(deadline, 0), true, deadline.getColumn(1).getInt64()};
  }
  SQLite::Statement& job = Prepared(
      "SELECT due_at, sequence FROM job WHERE due_at IS NOT NULL "
      "ORDER BY due_at, sequence LIMIT 1");
  if (job.executeStep() && (!due || At(job, 0) < due->at)) {
    due = DueWork{At(job, 0), false, job.getColumn(1).getInt64()};
  }
  deadline.reset();
  job.reset();
  next_due_ = due;
  return due;
}

std::vector<DueWork> Store::DueWorks(int most) {
  SQLite::Statement& rows = Prepared(
      "SELECT at, is_execution, sequence FROM ("
      "  SELECT * FROM (SELECT deadline AS at, 1 AS is_execution, sequence FROM job_execution"
      "    WHERE deadline IS NOT NULL ORDER BY deadline, sequence LIMIT ?1)"
      "  UNION ALL"
      "  SELECT * FROM (SELECT due_at, 0, sequence FROM job"
      "    WHERE due_at IS NOT NULL ORDER BY due_at, sequence LIMIT ?1))"
      " ORDER BY at, is_execution DESC, sequence LIMIT ?1");
  Bind(rows, most);
  std::vector<DueWork> due;
  while (rows.executeStep()) {
    due.push_back({At(rows, 0), rows.getColumn(1).getInt() != 0, rows.getColumn(2).getInt64()});
  }
  return due;
}

}  // namespace storage
