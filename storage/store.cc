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
constexpr int kSchemaVersion = 3;

// The change from each version to the next, in the words of schema.sql.
const std::map<int, const char*> kUpgrades{
    {1,
     "CREATE TABLE provisioning_claim ("
     "  certificate_id TEXT PRIMARY KEY"
     "    REFERENCES certificate (certificate_id) ON DELETE CASCADE,"
     "  template_name  TEXT NOT NULL"
     ") STRICT, WITHOUT ROWID"},
    {2,
     "CREATE INDEX certificate_by_beginning ON certificate (not_before);"
     "CREATE INDEX certificate_by_end ON certificate (not_after);"
     "CREATE INDEX certificate_owner_by_age ON certificate_owner (created_at)"},
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
  ++transactions_;
  Prepared("BEGIN IMMEDIATE").exec();
  try {
    work();
    Prepared("COMMIT").exec();
    ++transactions_;
  } catch (...) {
    ++transactions_;
    // SQLite itself rolls back on a full disk; a second ROLLBACK would hide the cause.
    if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.exec("ROLLBACK");
    *changes_ = Changes{};
    remembered_.clear();
    throw;
  }
}

void Store::EraseAll() {
  changes_->certificates = changes_->access.all = changes_->erased_all = true;
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

}  // namespace storage
