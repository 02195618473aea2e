// One page of the rows that a statement finds.
#pragma once

#include <limits>
#include <string>

#include "storage/binding.h"
#include "storage/page.h"

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

// Groups behind the name ?1 whose names begin with ?2; a search in the index, not a scan.
inline constexpr char kGroupNamesAfter[] =
    "group_name >= max(?1, ?2) AND group_name <> ?1 AND group_name < ?2 || char(1114111)";

// Rows that are a name alone.
inline Page<std::string> TakeNames(SQLite::Statement& rows, int limit) {
  return TakePage<std::string>(
      rows, limit, [](SQLite::Statement& row) { return Text(row, 0); },
      [](const std::string& name) { return name; });
}

// What ends the statement of a list that goes by age; its marks are StartOf(...) and the number
// of rows.
inline std::string ByAge(const std::string& sequence, Order order) {
  return order == Order::kOldestFirst
             ? sequence + " > ? ORDER BY " + sequence + " LIMIT ?"
             : sequence + " < ? ORDER BY " + sequence + " DESC LIMIT ?";
}

inline std::int64_t StartOf(Order order, const PageRequest& page) {
  if (page.after) return std::stoll(*page.after);
  return order == Order::kOldestFirst ? 0 : std::numeric_limits<std::int64_t>::max();
}

// A page of such a list: its key is the column `sequence`.
template <typename Row, typename RowFrom>
Page<Row> TakeByAge(SQLite::Statement& rows, int sequence, int limit, RowFrom row_from) {
  std::string last;
  return TakePage<Row>(
      rows, limit,
      [&](SQLite::Statement& row) {
        last = Text(row, sequence);
        return row_from(row);
      },
      [&](const Row&) { return last; });
}

// The same of rows that are a name, followed by their sequence.
inline Page<std::string> TakeNamesByAge(SQLite::Statement& rows, int limit) {
  return TakeByAge<std::string>(rows, 1, limit,
                                [](SQLite::Statement& row) { return Text(row, 0); });
}

}  // namespace storage
