#include "storage/store.h"

#include <sqlite3.h>

#include <stdexcept>
#include <string>

#include "storage/changes.h"
#include "storage/copied_rows.h"
#include "storage/opening.h"
#include "storage/schema.h"

namespace storage {

namespace {

SQLite::Database Opened(const std::string& path) {
  try {
    SQLite::Database database(
        path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    // WAL with NORMAL survives a killed process; a power cut may lose the last moments. The
    // sizes keep checkpoints, which dominate random updates, rare and short.
    // The data directory has one owner, so no lock needs taking for each transaction.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA wal_autocheckpoint = 1000");
    database.exec("PRAGMA cache_size = -16000");
    database.exec("PRAGMA temp_store = MEMORY");
    BringUpToDate(database, path, kServiceSchema);
    database.exec("PRAGMA foreign_keys = ON");
    return database;
  } catch (const SQLite::Exception& failure) {
    throw std::runtime_error(WhyNotOpened(path, failure));
  }
}

}  // namespace

Store::Store(const std::string& path)
    : database_(Opened(path)), changes_(std::make_unique<Changes>()) {}

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
  CertificatesChanged();
  EraseTables(database_);
  remembered_.clear();
}

// In a place of the file's head that SQLite leaves to programs: it outlives a reset, and is in
// no state that is saved.
int Store::ObjectsGeneration() {
  return database_.execAndGet("PRAGMA application_id").getInt();
}

void Store::SetObjectsGeneration(int generation) {
  database_.exec("PRAGMA application_id = " + std::to_string(generation));
}

bool Store::IsEmpty() {
  return storage::IsEmpty(database_);
}

SQLite::Database Store::Copy() {
  SQLite::Database copy(":memory:", SQLite::OPEN_READWRITE);
  BringUpToDate(copy, "the copy", kServiceSchema);
  SQLite::Transaction transaction(copy);
  CopyTables(database_, copy);
  CopyRows(database_, copy, "connectivity");
  transaction.commit();
  return copy;
}

void Store::Replace(SQLite::Database& copy) {
  EraseAll();
  CopyTables(copy, database_);
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
