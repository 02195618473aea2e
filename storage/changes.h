// What a transaction has changed so far, as far as something follows from it.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/job.h"
#include "engine/job_execution.h"

namespace storage {

struct ExecutionChange {
  std::optional<engine::ExecutionStatus> before;  // nothing: it is new
  std::optional<engine::JobExecution> after;      // nothing: it was deleted
};

struct MembershipChange {
  std::string thing_name;
  std::vector<std::string> groups;  // the one that it joined or left, and its ancestors
  bool joined = false;              // else left
};

// A job was aimed at a further group.
struct TargetChange {
  std::string job_id;
  std::string group_name;
};

// A thing has a pending list for each namespace.
struct PendingList {
  std::string thing_name;
  std::string namespace_id{};  // empty: jobs without one

  auto operator<=>(const PendingList&) const = default;
};

// A pending list whose executions changed.
struct PendingBefore {
  std::optional<engine::ExecutionKey> front;
  // Executions that entered the pending list (+1) or left it (-1); one that did both is 0.
  std::map<std::pair<std::string, std::int64_t>, int> moves;

  bool ListChanged() const;
};

// Filled by the Store; drained by whoever works out what follows.
struct Changes {
  std::vector<ExecutionChange> executions;
  std::vector<MembershipChange> memberships;
  std::vector<TargetChange> targets;
  std::set<std::string> jobs;  // changed themselves, or one of their executions ended
  std::map<PendingList, PendingBefore> pending;

  bool NothingToSettle() const {
    return executions.empty() && memberships.empty() && targets.empty() && jobs.empty();
  }
};

}  // namespace storage
