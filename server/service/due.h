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
  // Its rows change with Store::certificate_changes() alone.
  bool with_certificates = false;
  // In place of rows: the earliest, `most` at most; `source` is left alone.
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
  // request, so each source's answer is kept until a transaction may have changed it.
  std::optional<Due> Next(engine::Instant done);
  // The earliest first, `most` at most.
  std::vector<Due> Upcoming(engine::Instant done, int most);

  // What is upcoming outside the store is not what it was, or `done` has gone back.
  void Changed() { kept_.clear(); }

  const DueSource& SourceOf(const Due& due) const { return sources_[due.source]; }

 private:
  // A source's earliest, and the store's count when it was asked for.
  struct Kept {
    std::optional<Due> next;
    std::uint64_t version = 0;
  };

  std::vector<Due> UpcomingOf(std::size_t source, engine::Instant done, int most);

  storage::Store& store_;
  std::vector<DueSource> sources_;
  std::vector<Kept> kept_;  // one for each source, or none
};

// Adds what is due in the store: timers of executions, jobs, certificates.
void AddStoredWork(DueTable& table);

}  // namespace server
