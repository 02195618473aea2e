#include "storage/schema.h"

#include <sqlite3.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "service_schema.h"

namespace storage {

namespace {

// What outlives a reset: tables, and which of their rows go all the same.
const std::map<std::string, std::string> kKept{
    // Clients trust it.
    {"authority", "false"},
    // A reset of ours ends no connection.
    {"connectivity", "NOT connected"},
};

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

}  // namespace

const Schema kServiceSchema{kServiceSql, kServiceUpgrades};

void BringUpToDate(SQLite::Database& database, const std::string& path, const Schema& schema) {
  const int newest = schema.Version();
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version == newest) return;
  if (version < 0 || version > newest) {
    throw std::runtime_error(
        path + " was written by a later version of iot-jobs-local (schema " +
        std::to_string(version) + ", this one reads up to " + std::to_string(newest) +
        "). Start with another --data-dir, or remove the file.");
  }
  SQLite::Transaction transaction(database);
  if (version == 0) {
    database.exec(schema.sql);
  } else {
    for (int from = version; from < newest; ++from) database.exec(schema.upgrades[from - 1]);
  }
  database.exec("PRAGMA user_version = " + std::to_string(newest));
  transaction.commit();
}

void EraseTables(SQLite::Database& database) {
  std::vector<std::string> tables;
  SQLite::Statement rows(database,
                         "SELECT name FROM sqlite_master WHERE type = 'table'"
                         " AND name NOT LIKE 'sqlite_%'");
  while (rows.executeStep()) tables.push_back(rows.getColumn(0).getString());
  rows.reset();
  const ConstraintsOff off(database);
  for (const std::string& table : tables) {
    const auto kept = kKept.find(table);
    std::string erase = "DELETE FROM ";
    erase.append(table);
    if (kept != kKept.end()) erase.append(" WHERE ").append(kept->second);
    database.exec(erase);
  }
}

}  // namespace storage
