// Rows from one database to another, and a database as bytes.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace storage {

std::vector<std::string> TablesOf(SQLite::Database& database);

// Copies the rows of a table that `where` (" WHERE ...", or empty) is true of; one whose key is
// there already stays as it is.
void CopyRows(SQLite::Database& from, SQLite::Database& to, const std::string& table,
              const std::string& where = {});

// As a file of the database would be.
std::string Bytes(SQLite::Database& database);

// A database in memory. Throws SQLite::Exception for what is none, or is damaged.
SQLite::Database FromBytes(const std::string& bytes);

}  // namespace storage
