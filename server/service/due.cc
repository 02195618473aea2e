#include "server/service/due.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/binding.h"
#include "storage/store.h"

namespace server {

void DueTable::Add(DueSource source) {
  if (!source.rows.empty()) {
    if (!query_.empty()) query_ += " UNION ALL ";
    query_ += "SELECT *, " + std::to_string(sources_.size()) + " FROM (" + source.rows + ")";
    earliest_ = "SELECT * FROM (" + query_ + ") ORDER BY 1, 3, 2 LIMIT ?1";
  }
  sources_.push_back(std::move(source));
  Changed();
}

std::optional<Due> DueTable::Next(engine::Instant done) {
  if (!next_ || transactions_ != store_.transactions()) {
    const auto upcoming = Upcoming(done, 1);
    next_.emplace();
    if (!upcoming.empty()) *next_ = upcoming.front();
    transactions_ = store_.transactions();
  }
  return *next_;
}

std::vector<Due> DueTable::Upcoming(engine::Instant done, int most) {
  std::vector<Due> due;
  SQLite::Statement& rows = store_.Prepared(earliest_);
  storage::Bind(rows, most, done);
  while (rows.executeStep()) {
    due.push_back({.at = storage::At(rows, 0),
                   .source = static_cast<std::size_t>(rows.getColumn(2).getInt()),
                   .row = rows.getColumn(1).getInt64()});
  }
  rows.reset();
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (!sources_[i].upcoming) continue;
    for (Due& one : sources_[i].upcoming(most)) {
      one.source = i;
      due.push_back(one);
    }
  }
  std::ranges::sort(due, {},
                    [](const Due& one) { return std::tuple(one.at, one.source, one.row); });
  if (due.size() > static_cast<std::size_t>(most)) due.resize(static_cast<std::size_t>(most));
  return due;
}

}  // namespace server
