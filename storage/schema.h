// The tables of the database: made, brought up to date, and emptied.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <stdexcept>
#include <string>

namespace storage {

// How a database is made, and how one of an earlier release becomes like it.
struct Schema {
  const char* sql;
  std::span<const char* const> upgrades;  // from version 1 to 2, and so on

  int Version() const { return 1 + static_cast<int>(upgrades.size()); }
};

// Of all but the content of the object store.
extern const Schema kServiceSchema;

// A database that is not what it should be.
class UnfitDatabase : public std::runtime_error {
 public:
  UnfitDatabase(const std::string& path, const std::string& why);

  const std::string problem;  // without what to do about a file
};

// Makes what a new database lacks, and upgrades an older one. Foreign keys must be off. Throws
// UnfitDatabase, which names `path`, for one that is another program's, a later version's, or
// not whole.
void BringUpToDate(SQLite::Database& database, const std::string& path, const Schema& schema);

bool IsOfLaterProgram(SQLite::Database& database, const Schema& schema);

// Empties the tables, whatever they are, but for what outlives a reset. To be called in a
// transaction.
void EraseTables(SQLite::Database& database);

// Puts the rows of another database with the same tables beside those that there are, but for
// what outlives a reset. To be called in a transaction of `to`.
void CopyTables(SQLite::Database& from, SQLite::Database& to);

// Whether there is nothing but what outlives a reset.
bool IsEmpty(SQLite::Database& database);

}  // namespace storage
