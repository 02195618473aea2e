#include "storage/salvage.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <utility>

#include "storage/copied_rows.h"

namespace storage {

namespace fs = std::filesystem;

namespace {

bool IsWhole(SQLite::Database& database) {
  try {
    return database.execAndGet("PRAGMA integrity_check(1)").getString() == "ok";
  } catch (const SQLite::Exception&) {
    return false;
  }
}

// The tables, indexes and triggers that the file says it has.
void MakeAlike(SQLite::Database& from, SQLite::Database& to) {
  SQLite::Statement made(
      from,
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
      "'sqlite_%' ORDER BY type = 'table' DESC");
  while (made.executeStep()) to.exec(made.getColumn(0).getString());
  to.exec("PRAGMA user_version = " + from.execAndGet("PRAGMA user_version").getString());
  to.exec("PRAGMA application_id = " + from.execAndGet("PRAGMA application_id").getString());
}

// By which the rows lie in the file.
std::string OrderOf(SQLite::Database& database, const std::string& table) {
  SQLite::Statement keys(
      database, "SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0 ORDER BY pk");
  std::string order;
  while (keys.executeStep()) {
    order += (order.empty() ? " ORDER BY " : ", ") + keys.getColumn(0).getString() + " DESC";
  }
  return order.empty() ? " ORDER BY rowid DESC" : order;
}

// From the front as far as it goes, and then from the back. False where it was not all.
bool CopyReadable(SQLite::Database& from, SQLite::Database& to, const std::string& table) {
  bool all = true;
  for (const std::string& order : {std::string(), OrderOf(to, table)}) {
    try {
      CopyRows(from, to, table, order);
      if (all) return true;
    } catch (const SQLite::Exception&) {
      all = false;
    }
  }
  return false;
}

// By its parent: the columns of the child and of the parent that must be alike.
using ForeignKey = std::pair<std::string, std::vector<std::pair<std::string, std::string>>>;

std::vector<ForeignKey> ForeignKeysOf(SQLite::Database& database, const std::string& table) {
  SQLite::Statement rows(
      database,
      "SELECT key.id, key.\"table\", key.\"from\", coalesce(key.\"to\", (SELECT name FROM "
      "pragma_table_info(key.\"table\") WHERE pk = key.seq + 1)) FROM "
      "pragma_foreign_key_list('" +
          table + "') AS key");
  std::map<int, ForeignKey> keys;
  while (rows.executeStep()) {
    ForeignKey& key = keys[rows.getColumn(0).getInt()];
    key.first = rows.getColumn(1).getString();
    key.second.emplace_back(rows.getColumn(2).getString(), rows.getColumn(3).getString());
  }
  std::vector<ForeignKey> list;
  list.reserve(keys.size());
  for (auto& [id, key] : keys) list.push_back(std::move(key));
  return list;
}

int RemoveOrphans(SQLite::Database& database, const std::string& table) {
  int removed = 0;
  for (const auto& [parent, columns] : ForeignKeysOf(database, table)) {
    std::string alike, given;
    for (const auto& [child, of_parent] : columns) {
      const char* joint = alike.empty() ? "" : " AND ";
      alike.append(joint).append("parent.").append(of_parent).append(" = ");
      alike.append(table).append(".").append(child);
      given.append(joint).append(table).append(".").append(child).append(" IS NOT NULL");
    }
    std::string orphans("DELETE FROM ");
    orphans.append(table).append(" WHERE ").append(given).append(
        " AND NOT EXISTS (SELECT 1 FROM ");
    orphans.append(parent).append(" AS parent WHERE ").append(alike).append(")");
    removed += database.exec(orphans);
  }
  return removed;
}

void Copy(SQLite::Database& from, SQLite::Database& to, Salvaged& salvaged) {
  SQLite::Transaction transaction(to);
  MakeAlike(from, to);
  // What triggers made is copied as well.
  sqlite3_db_config(to.getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0,
                    static_cast<int*>(nullptr));
  const std::vector<std::string> tables = TablesOf(to);
  for (const std::string& table : tables) {
    if (!CopyReadable(from, to, table)) salvaged.damaged.push_back(table);
  }
  for (int removed = 1; removed > 0;) {
    removed = 0;
    for (const std::string& table : tables) removed += RemoveOrphans(to, table);
  }
  for (const std::string& table : tables) {
    salvaged.rows += to.execAndGet("SELECT count(*) FROM " + table).getInt64();
  }
  transaction.commit();
}

void Replace(const std::string& path, const std::string& made) {
  for (const char* more : {"-wal", "-shm"}) {
    std::error_code ignored;
    fs::rename(path + more, path + ".damaged" + more, ignored);
  }
  fs::rename(path, path + ".damaged");
  fs::rename(made, path);
}

}  // namespace

Salvaged Salvage(const std::string& path) {
  const std::string made = path + ".salvaged";
  fs::remove(made);
  Salvaged salvaged;
  try {
    SQLite::Database from(path, SQLite::OPEN_READWRITE);
    if (IsWhole(from)) {
      salvaged.was_whole = true;
      return salvaged;
    }
    ::close(::open(made.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    SQLite::Database to(made, SQLite::OPEN_READWRITE);
    Copy(from, to, salvaged);
  } catch (const SQLite::Exception& failure) {
    fs::remove(made);
    throw std::runtime_error("nothing of " + path + " can be saved (" + failure.what() +
                             "): move it away to begin anew");
  }
  Replace(path, made);
  return salvaged;
}

}  // namespace storage
