// What the service tells of itself: what a transaction has done, and how a call was answered.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "engine/instant.h"
#include "engine/messages/notice.h"

namespace engine {
class Error;
struct Presence;
}  // namespace engine

namespace storage {
struct Changes;
}

namespace server {

struct Call;
struct Followed;

// What one transaction did, once it is durable: told to every listener, in the order in which
// they asked for it.
struct Committed {
  engine::Instant at;
  // What caused it: a call, or a client that came or left; neither: time, or work that an
  // earlier change left to do.
  const Call* call = nullptr;
  const engine::Presence* presence = nullptr;
  const storage::Changes& changes;
  const Followed& followed;
  std::vector<engine::Notice> notices;  // what devices and event topics are told
  nlohmann::json timer{};  // what fell due, as /_emulator/timers tells it; else null
  std::optional<double> clock_scale{};  // the clock was set to `at`, and goes so fast
};

// How a call ended. Reads commit nothing, and are told of here alone, as refused calls are.
struct Answered {
  engine::Instant at;
  const Call& call;
  const engine::Error* refusal = nullptr;  // null: it was accepted
  std::chrono::steady_clock::duration took;
};

}  // namespace server
