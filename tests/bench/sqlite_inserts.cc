// The yardstick: the rows of one table of a database, inserted into a new database, one
// statement a row, in one transaction. Prints rows and seconds, with the table's indexes and
// bare.
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

using Row = std::vector<sqlite3_value*>;

sqlite3* Open(const char* path) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path, &db) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db));
  return db;
}

sqlite3_stmt* Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(db));
  }
  return statement;
}

void Run(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(db));
  }
}

std::vector<Row> ReadRows(sqlite3* db, const std::string& table) {
  std::vector<Row> rows;
  sqlite3_stmt* select = Prepare(db, "SELECT * FROM " + table);
  while (sqlite3_step(select) == SQLITE_ROW) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(select); ++i) {
      row.push_back(sqlite3_value_dup(sqlite3_column_value(select, i)));
    }
    rows.push_back(std::move(row));
  }
  sqlite3_finalize(select);
  return rows;
}

std::vector<std::string> Definitions(sqlite3* db, const std::string& table, bool indexes) {
  std::vector<std::string> found;
  sqlite3_stmt* select = Prepare(db, "SELECT sql FROM sqlite_master WHERE tbl_name = '" +
                                         table + "' AND sql IS NOT NULL AND type IN ('table'" +
                                         (indexes ? ", 'index'" : "") + ") ORDER BY type DESC");
  while (sqlite3_step(select) == SQLITE_ROW) {
    found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(select, 0)));
  }
  sqlite3_finalize(select);
  return found;
}

double SecondsToInsert(const std::string& path, const std::string& table,
                       const std::vector<std::string>& definitions,
                       const std::vector<Row>& rows) {
  std::remove(path.c_str());
  sqlite3* db = Open(path.c_str());
  Run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  for (const std::string& definition : definitions) Run(db, definition);
  std::string places;
  for (std::size_t i = 0; i < rows.at(0).size(); ++i) places += i == 0 ? "?" : ",?";

  const auto start = std::chrono::steady_clock::now();
  sqlite3_stmt* insert = Prepare(db, "INSERT INTO " + table + " VALUES (" + places + ")");
  Run(db, "BEGIN");
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      sqlite3_bind_value(insert, static_cast<int>(i) + 1, row[i]);
    }
    if (sqlite3_step(insert) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db));
    sqlite3_reset(insert);
  }
  Run(db, "COMMIT");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  sqlite3_finalize(insert);
  sqlite3_close(db);
  return took.count();
}

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: sqlite_inserts SOURCE.db TABLE NEW.db\n", stderr);
    return 2;
  }
  const std::string table = argv[2];
  sqlite3* source = Open(argv[1]);
  const std::vector<Row> rows = ReadRows(source, table);
  if (rows.empty()) throw std::runtime_error("no rows in " + table);
  const double indexed =
      SecondsToInsert(argv[3], table, Definitions(source, table, true), rows);
  const double bare = SecondsToInsert(argv[3], table, Definitions(source, table, false), rows);
  std::printf(R"({"rows":%zu,"seconds":%.4f,"bareSeconds":%.4f})"
              "\n",
              rows.size(), indexed, bare);
}
