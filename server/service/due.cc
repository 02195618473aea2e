#include "server/service/due.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "storage/binding.h"
#include "storage/store.h"

namespace server {

void DueTable::Add(DueSource source) {
  sources_.push_back(std::move(source));
  Changed();
}

std::optional<Due> DueTable::Next(engine::Instant done) {
  const bool afresh = kept_.empty();
  if (afresh) kept_.resize(sources_.size());
  std::optional<Due> next;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const std::uint64_t version =
        sources_[i].with_certificates ? store_.certificate_changes() : store_.transactions();
    if (afresh || kept_[i].version != version) {
      const auto upcoming = UpcomingOf(i, done, 1);
      kept_[i] = {upcoming.empty() ? std::nullopt : std::optional(upcoming.front()), version};
    }
    const std::optional<Due>& kept = kept_[i].next;
    if (kept && (!next || kept->at < next->at)) next = kept;
  }
  return next;
}

std::vector<Due> DueTable::Upcoming(engine::Instant done, int most) {
  std::vector<Due> due;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    std::ranges::move(UpcomingOf(i, done, most), std::back_inserter(due));
  }
  std::ranges::stable_sort(due, {}, &Due::at);
  if (due.size() > static_cast<std::size_t>(most)) due.resize(static_cast<std::size_t>(most));
  return due;
}

std::vector<Due> DueTable::UpcomingOf(std::size_t source, engine::Instant done, int most) {
  const DueSource& asked = sources_[source];
  if (asked.upcoming) {
    std::vector<Due> due = asked.upcoming(most);
    for (Due& one : due) one.source = source;
    return due;
  }
  std::vector<Due> due;
  SQLite::Statement& rows = store_.Prepared(asked.rows);
  storage::Bind(rows, most);
  if (rows.getBindParameterCount() == 2) rows.bind(2, engine::Milliseconds(done));
  while (rows.executeStep()) {
    due.push_back(
        {.at = storage::At(rows, 0), .source = source, .row = rows.getColumn(1).getInt64()});
  }
  rows.reset();
  return due;
}

}  // namespace server
