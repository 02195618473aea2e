#include "storage/schema.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "service_schema.h"
#include "storage/copied_rows.h"

namespace storage {

namespace {

// What outlives a reset: tables, and which of their rows go all the same.
const std::map<std::string, std::string> kKept{
    // Clients trust it.
    {"authority", "false"},
    // A reset of ours ends no connection.
    {"connectivity", "NOT connected"},
};

// Of the rows of a table, those that a reset forgets.
std::string ForgottenOf(const std::string& table) {
  const auto kept = kKept.find(table);
  return kept == kKept.end() ? std::string() : " WHERE " + kept->second;
}

// While it lives, no foreign key is looked at and no trigger fires.
class ConstraintsOff {
 public:
  explicit ConstraintsOff(SQLite::Database& database) : database_(database) { Set(0); }

  ~ConstraintsOff() { Set(1); }

  ConstraintsOff(const ConstraintsOff&) = delete;
  ConstraintsOff& operator=(const ConstraintsOff&) = delete;

 private:
  void Set(int on) {
    // The pragma for foreign keys does nothing within a transaction.
    for (const int what : {SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_ENABLE_TRIGGER}) {
      sqlite3_db_config(database_.getHandle(), what, on, static_cast<int*>(nullptr));
    }
  }

  SQLite::Database& database_;
};

int VersionOf(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

// The names that stand behind CREATE TABLE.
std::set<std::string> TablesMadeBy(std::string_view schema) {
  constexpr std::string_view kCreate = "CREATE TABLE ";
  std::set<std::string> names;
  for (auto at = schema.find(kCreate); at != schema.npos; at = schema.find(kCreate, at)) {
    at += kCreate.size();
    names.emplace(schema.substr(at, schema.find_first_of(" (", at) - at));
  }
  return names;
}

}  // namespace

UnfitDatabase::UnfitDatabase(const std::string& path, const std::string& why)
    : std::runtime_error(path + " " + why +
                         ". Start with another --data-dir, or move the file away."),
      problem(path + " " + why) {}

const Schema kServiceSchema{kServiceSql, kServiceUpgrades};

bool IsOfLaterProgram(SQLite::Database& database, const Schema& schema) {
  const int version = VersionOf(database);
  return version < 0 || version > schema.Version();
}

void BringUpToDate(SQLite::Database& database, const std::string& path, const Schema& schema) {
  const int newest = schema.Version();
  const int version = VersionOf(database);
  if (IsOfLaterProgram(database, schema)) {
    throw UnfitDatabase(path, "was written by a later version of iot-jobs-local (schema " +
                                  std::to_string(version) + ", this one reads up to " +
                                  std::to_string(newest) + ")");
  }
  const std::vector<std::string> tables = TablesOf(database);
  if (version == 0 && !tables.empty()) {
    throw UnfitDatabase(path,
                        "is another program's database: it has a table " + tables.front());
  }
  if (version == newest) {
    for (const std::string& table : TablesMadeBy(schema.sql)) {
      if (std::ranges::find(tables, table) == tables.end()) {
        throw UnfitDatabase(path, "is not whole: it lacks the table " + table);
      }
    }
    return;
  }
  SQLite::Transaction transaction(database);
  if (version == 0) {
    database.exec(schema.sql);
  } else {
    const auto missing = schema.upgrades.subspan(static_cast<std::size_t>(version - 1));
    for (const char* upgrade : missing) database.exec(upgrade);
  }
  database.exec("PRAGMA user_version = " + std::to_string(newest));
  transaction.commit();
}

void EraseTables(SQLite::Database& database) {
  const ConstraintsOff off(database);
  for (const std::string& table : TablesOf(database)) {
    database.exec("DELETE FROM " + table + ForgottenOf(table));
  }
}

void CopyTables(SQLite::Database& from, SQLite::Database& to) {
  const ConstraintsOff off(to);
  for (const std::string& table : TablesOf(to)) {
    CopyRows(from, to, table, ForgottenOf(table));
  }
}

bool IsEmpty(SQLite::Database& database) {
  return std::ranges::none_of(TablesOf(database), [&](const std::string& table) {
    const std::string any = "SELECT EXISTS (SELECT 1 FROM " + table + ForgottenOf(table) + ")";
    return database.execAndGet(any).getInt() != 0;
  });
}

}  // namespace storage
