// Values into statements and out of rows.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace storage {

inline void BindValue(SQLite::Statement& statement, int at, const std::string& value) {
  statement.bindNoCopy(at, value);
}

inline void BindValue(SQLite::Statement& statement, int at, std::string_view value) {
  statement.bind(at, std::string(value));
}

inline void BindValue(SQLite::Statement& statement, int at, std::int64_t value) {
  statement.bind(at, value);
}

inline void BindValue(SQLite::Statement& statement, int at, int value) {
  statement.bind(at, value);
}

inline void BindValue(SQLite::Statement& statement, int at, bool value) {
  statement.bind(at, value ? 1 : 0);
}

inline void BindValue(SQLite::Statement& statement, int at, engine::Instant value) {
  statement.bind(at, engine::Milliseconds(value));
}

template <typename Value>
void BindValue(SQLite::Statement& statement, int at, const std::optional<Value>& value) {
  if (value) {
    BindValue(statement, at, *value);
  } else {
    statement.bind(at);
  }
}

// Binds the values to the statement's marks in order. Strings are not copied: they must live
// until the statement has run.
template <typename... Values>
SQLite::Statement& Bind(SQLite::Statement& statement, const Values&... values) {
  int at = 0;
  (BindValue(statement, ++at, values), ...);
  return statement;
}

inline std::string Text(SQLite::Statement& row, int column) {
  return row.getColumn(column).getString();
}

inline std::optional<std::string> MaybeText(SQLite::Statement& row, int column) {
  if (row.isColumnNull(column)) return std::nullopt;
  return Text(row, column);
}

// The first column of the only row there is, if any.
inline std::optional<std::string> OneText(SQLite::Statement& row) {
  if (!row.executeStep()) return std::nullopt;
  std::string text = Text(row, 0);
  row.reset();
  return text;
}

inline engine::Instant At(SQLite::Statement& row, int column) {
  return engine::FromMilliseconds(row.getColumn(column).getInt64());
}

inline std::optional<engine::Instant> MaybeAt(SQLite::Statement& row, int column) {
  if (row.isColumnNull(column)) return std::nullopt;
  return At(row, column);
}

}  // namespace storage
