#include "storage/copied_rows.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace storage {

namespace {

std::string NamesOf(SQLite::Statement& rows) {
  std::string names;
  for (int i = 0; i < rows.getColumnCount(); ++i) {
    names.append(names.empty() ? "" : ", ").append(rows.getColumnName(i));
  }
  return names;
}

std::string Marks(int count) {
  std::string marks;
  for (int i = 0; i < count; ++i) marks += i == 0 ? "?" : ", ?";
  return marks;
}

// SQLiteCpp binds a value by its type; SQLite takes it as it is.
void Check(SQLite::Database& database, int result) {
  if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE) {
    throw SQLite::Exception(database.getHandle(), result);
  }
}

}  // namespace

std::vector<std::string> TablesOf(SQLite::Database& database) {
  SQLite::Statement rows(database,
                         "SELECT name FROM sqlite_master WHERE type = 'table'"
                         " AND name NOT LIKE 'sqlite_%'");
  std::vector<std::string> tables;
  while (rows.executeStep()) tables.push_back(rows.getColumn(0).getString());
  return tables;
}

void CopyRows(SQLite::Database& from, SQLite::Database& to, const std::string& table,
              const std::string& where) {
  SQLite::Statement columns(to, "SELECT * FROM " + table);
  const int count = columns.getColumnCount();
  const std::string names = NamesOf(columns);
  const std::string select = "SELECT " + names + " FROM " + table + where;
  const std::string insert =
      "INSERT OR IGNORE INTO " + table + " (" + names + ") VALUES (" + Marks(count) + ")";
  sqlite3_stmt* prepared = nullptr;
  const auto prepare = [&](SQLite::Database& database, const std::string& sql) {
    Check(database,
          sqlite3_prepare_v2(database.getHandle(), sql.c_str(), -1, &prepared, nullptr));
    return std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>(prepared, sqlite3_finalize);
  };
  const auto rows = prepare(from, select);
  const auto row = prepare(to, insert);
  int step = SQLITE_OK;
  while ((step = sqlite3_step(rows.get())) == SQLITE_ROW) {
    for (int i = 0; i < count; ++i) {
      Check(to, sqlite3_bind_value(row.get(), i + 1, sqlite3_column_value(rows.get(), i)));
    }
    Check(to, sqlite3_step(row.get()));
    Check(to, sqlite3_reset(row.get()));
  }
  Check(from, step);
}

std::string Bytes(SQLite::Database& database) {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, void (*)(void*)> bytes(
      sqlite3_serialize(database.getHandle(), "main", &size, 0), sqlite3_free);
  if (!bytes) throw SQLite::Exception("no memory for a copy of the database", SQLITE_NOMEM);
  return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

SQLite::Database FromBytes(const std::string& bytes) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size() + 1));
  if (copy == nullptr) throw SQLite::Exception("no memory for the database", SQLITE_NOMEM);
  std::copy(bytes.begin(), bytes.end(), copy);
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  Check(database,
        sqlite3_deserialize(database.getHandle(), "main", copy, size, size,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE));
  if (database.execAndGet("PRAGMA integrity_check").getString() != "ok") {
    throw SQLite::Exception("the database is damaged", SQLITE_CORRUPT);
  }
  return database;
}

}  // namespace storage
