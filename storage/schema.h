// The tables of the database: made, brought up to date, and emptied.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace storage {

// Makes what a new database lacks, and upgrades an older one. Foreign keys must be off. Throws
// std::runtime_error, which names `path`, for a database that a later program wrote.
void BringUpToDate(SQLite::Database& database, const std::string& path);

// Empties the tables, whatever they are, but for what outlives a reset. To be called in a
// transaction.
void EraseTables(SQLite::Database& database);

}  // namespace storage
