// What falls due, and when: one table, read by the tick, /_emulator/timers, explain and whoever
// moves the clock to the next of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/instant.h"

namespace storage {
class Store;
}

namespace server {

struct Context;

struct Due {
  engine::Instant at;
  std::size_t source = 0;  // its place in the table
  std::int64_t row = 0;    // what of its source, in the source's own numbers
};

// A kind of work that time brings: one row of the table.
struct DueSource {
  // A SELECT of an instant and a number, the earliest first, that ends with LIMIT ?1; ?2 is the
  // instant up to which everything was done. Empty for what is not in the store.
  std::string rows;
  // In its place: the earliest, `most` at most; `source` is left alone.
  std::function<std::vector<Due>(int most)> upcoming;
  // Does it, in a transaction of its own whose instant is the due one. Afterwards it must no
  // longer be upcoming.
  std::function<void(Context&, const Due&)> act;
  // {"kind", "why"} in plain words, and the names of what it is about.
  std::function<nlohmann::json(Context&, const Due&)> tell;
};

class DueTable {
 public:
  explicit DueTable(storage::Store& store) : store_(store) {}

  // At the same instant, sources that were added earlier come first.
  void Add(DueSource source);

  // The earliest, beyond what was due up to `done` where that matters. Asked before every
  // request, so the answer is kept until a transaction, or Changed().
  std::optional<Due> Next(engine::Instant done);
  // The earliest first, `most` at most.
  std::vector<Due> Upcoming(engine::Instant done, int most);

  // What is upcoming outside the store is not what it was.
  void Changed() { next_.reset(); }

  const DueSource& SourceOf(const Due& due) const { return sources_[due.source]; }

 private:
  storage::Store& store_;
  std::vector<DueSource> sources_;
  std::string query_;     // of all sources that are in the store
  std::string earliest_;  // the same in order
  std::optional<std::optional<Due>> next_;
  std::uint64_t transactions_ = 0;  // the store's count when next_ was kept
};

// Adds what is due in the store: timers of executions, jobs, certificates.
void AddStoredWork(DueTable& table);

}  // namespace server
