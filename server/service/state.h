// A state: all that there is at an instant, as one file that an emulator can be given again.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>

#include "engine/clock.h"

namespace storage {
class Objects;
class Store;
}  // namespace storage

namespace server {

struct Context;

// A SQLite database: the store's tables, and beside them what else there is. `clock` is the
// clock at that instant. Throws InvalidRequest where the content of objects has more than
// `most_object_bytes`.
std::string WriteState(Context& c, const engine::Clock::Setting& clock,
                       std::uint64_t most_object_bytes);

class State {
 public:
  // Brings one of an earlier version up to date. Throws InvalidRequest for what is no state,
  // for one of a later version and for one of another account.
  State(const std::string& bytes, const std::string& account_id);

  // What the clock showed, and how fast it ran.
  engine::Instant at() const { return at_; }

  double scale() const { return scale_; }

  // In place of all that there is, in a transaction of both. Throws as the constructor.
  void Put(Context& c);

 private:
  SQLite::Database database_;
  engine::Instant at_;
  double scale_ = 1;
};

}  // namespace server
