// What the service tells of itself: what a transaction has done, and how a call was answered.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/broker/presence.h"
#include "engine/error.h"
#include "engine/instant.h"
#include "engine/jobs/job.h"
#include "engine/notice.h"
#include "server/calls/call.h"
#include "storage/changes.h"

namespace server {

// A job whose row changed. Nothing before: it is new; nothing after: it was deleted.
struct JobChange {
  std::string job_id;
  std::optional<engine::JobStatus> before, after;
};

// What settling went through, and the store's changes no longer show.
struct Followed {
  std::vector<storage::ExecutionChange> executions;
  std::map<std::string, engine::Job> erased;  // jobs, as they were
  std::vector<JobChange> jobs;
};

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
};

// How a call ended. Reads commit nothing, and are told of here alone, as refused calls are.
struct Answered {
  engine::Instant at;
  const Call& call;
  const engine::Error* refusal = nullptr;  // null: it was accepted
  std::chrono::steady_clock::duration took;
};

}  // namespace server
