// One page of the rows that a statement finds.
#pragma once

#include "storage/binding.h"
#include "storage/store.h"

namespace storage {

// The statement must ask for one row more than the page holds, so that the last page is known.
template <typename Row, typename RowFrom, typename KeyOf>
Page<Row> TakePage(SQLite::Statement& rows, int limit, RowFrom row_from, KeyOf key_of) {
  Page<Row> page;
  while (rows.executeStep()) {
    if (static_cast<int>(page.rows.size()) == limit) {
      page.next = key_of(page.rows.back());
      break;
    }
    page.rows.push_back(row_from(rows));
  }
  rows.reset();
  return page;
}

// Rows that are a name alone.
inline Page<std::string> TakeNames(SQLite::Statement& rows, int limit) {
  return TakePage<std::string>(
      rows, limit, [](SQLite::Statement& row) { return Text(row, 0); },
      [](const std::string& name) { return name; });
}

}  // namespace storage
