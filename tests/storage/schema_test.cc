// The tables over the years and over a reset. What each earlier version of the schema was is in
// schemas/, with rows that its program might have written; nothing in there ever changes.
#include "storage/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/store.h"
#include "tests/temporary_directory.h"

namespace storage {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::HasSubstr;

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> Tables(SQLite::Database& database) {
  SQLite::Statement rows(database,
                         "SELECT name FROM sqlite_master WHERE type = 'table'"
                         " AND name NOT LIKE 'sqlite_%' ORDER BY name");
  std::vector<std::string> tables;
  while (rows.executeStep()) tables.push_back(rows.getColumn(0).getString());
  return tables;
}

std::int64_t CountRows(SQLite::Database& database, const std::string& table) {
  return database.execAndGet("SELECT count(*) FROM " + table).getInt64();
}

// What each table, index and trigger is, however it was written down.
std::map<std::string, std::string> SchemaOf(SQLite::Database& database) {
  static const std::regex comment("--[^\n]*"), space("\\s*([(),;])\\s*|\\s+");
  SQLite::Statement rows(database, "SELECT type || ' ' || name, sql FROM sqlite_master");
  std::map<std::string, std::string> schema;
  while (rows.executeStep()) {
    const std::string sql = rows.getColumn(1).getString();
    schema[rows.getColumn(0).getString()] =
        std::regex_replace(std::regex_replace(sql, comment, ""), space, " $1 ");
  }
  return schema;
}

// A row in each table, of whatever its columns take.
void FillAll(SQLite::Database& database) {
  SQLite::Transaction transaction(database);
  for (const std::string& table : Tables(database)) {
    SQLite::Statement columns(database, "SELECT type FROM pragma_table_info('" + table + "')");
    std::string values;
    while (columns.executeStep()) {
      const std::string type = columns.getColumn(0).getString();
      values += values.empty() ? "" : ", ";
      values += type == "TEXT" ? "'{}'" : "1";
    }
    database.exec("INSERT OR IGNORE INTO " + table + " VALUES (" + values + ")");
  }
  transaction.commit();
}

class Schema : public testing::Test {
 protected:
  SQLite::Database Open() { return {path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}; }

  // A database as a program of that version left it.
  void MakeEarlier(int version) {
    std::string name = std::to_string(version);
    name.insert(0, 4 - name.size(), '0');
    SQLite::Database database = Open();
    SQLite::Transaction transaction(database);
    database.exec(TextOf(fs::path(IOT_JOBS_LOCAL_SCHEMAS) / (name + ".sql")));
    database.exec(TextOf(fs::path(IOT_JOBS_LOCAL_SCHEMAS) / (name + ".rows.sql")));
    database.exec("PRAGMA user_version = " + std::to_string(version));
    transaction.commit();
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.File("schema.db");
};

TEST_F(Schema, OfEachEarlierVersionBecomesThatOfANewDatabaseAndKeepsItsRows) {
  SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE);
  BringUpToDate(fresh, "new", kServiceSchema);
  const int version = fresh.execAndGet("PRAGMA user_version").getInt();
  ASSERT_GT(version, 1);
  for (int earlier = 1; earlier < version; ++earlier) {
    SCOPED_TRACE(earlier);
    fs::remove(path_);
    MakeEarlier(earlier);
    SQLite::Database database = Open();
    std::map<std::string, std::int64_t> rows;
    for (const std::string& table : Tables(database)) rows[table] = CountRows(database, table);
    BringUpToDate(database, path_, kServiceSchema);
    EXPECT_EQ(SchemaOf(database), SchemaOf(fresh));
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), version);
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt(), 0);
    for (const auto& [table, count] : rows) {
      EXPECT_GT(count, 0) << table;
      EXPECT_EQ(CountRows(database, table), count) << table;
    }
  }
}

TEST_F(Schema, OfALaterVersionIsRefusedByName) {
  Store{path_};
  Open().exec("PRAGMA user_version = 99");
  try {
    Store{path_};
    FAIL() << "it was opened";
  } catch (const std::runtime_error& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr(path_ + " was written by a later version"));
  }
}

TEST_F(Schema, KeepsAfterAResetWhatIsNamedAndNothingElse) {
  Store{path_};
  SQLite::Database database = Open();
  database.exec("PRAGMA foreign_keys = OFF");
  FillAll(database);
  for (const std::string& table : Tables(database)) {
    ASSERT_GT(CountRows(database, table), 0) << table;
  }
  database.exec("INSERT INTO connectivity VALUES ('gone', 0, 1, '')");
  EraseTables(database);
  std::vector<std::string> kept;
  for (const std::string& table : Tables(database)) {
    if (CountRows(database, table) > 0) kept.push_back(table);
  }
  EXPECT_THAT(kept, ElementsAre("authority", "connectivity"));
  EXPECT_EQ(CountRows(database, "connectivity"), 1);
}

TEST_F(Schema, HoldsForeignKeysAndTriggersAgainAfterAReset) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  BringUpToDate(database, "new", kServiceSchema);
  database.exec("PRAGMA foreign_keys = ON; BEGIN");
  EraseTables(database);
  EXPECT_THROW(database.exec("INSERT INTO group_member VALUES ('none', 'none')"),
               SQLite::Exception);
  database.exec(
      "INSERT INTO thing VALUES ('lamp', '1', '{\"colour\":\"red\"}', 1, NULL, NULL)");
  EXPECT_EQ(CountRows(database, "thing_attribute"), 1);
}

}  // namespace
}  // namespace storage
