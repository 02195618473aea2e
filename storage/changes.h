// What a transaction has changed so far, as far as something follows from it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/jobs/job_status.h"
#include "storage/pending_list.h"

namespace engine {
struct Membership;
struct Thing;
struct ThingGroup;
struct ThingType;
}  // namespace engine

namespace storage {

struct ExecutionChange;

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

// A thing whose pending executions changed.
struct PendingBefore {
  std::optional<PendingFront> front;
  // By namespace, executions that entered its list (+1) or left it (-1); one that did both is
  // 0.
  std::map<std::string, std::map<std::pair<std::string, std::int64_t>, int>> moves;

  // The namespaces whose lists are not what they were.
  std::vector<std::string> ChangedLists() const;
};

// A thing, a type or a group. Nothing before: it is new; nothing after: it was deleted.
template <typename Row>
struct RowChange {
  std::optional<Row> before, after;
};

// Recorded only while events of the registry are switched on: they alone follow from it.
struct RegistryChanges {
  std::vector<RowChange<engine::Thing>> things;
  std::vector<RowChange<engine::ThingType>> types;
  std::vector<RowChange<engine::ThingGroup>> groups;
  std::vector<engine::Membership> memberships;
};

// Whose permissions may have changed: what policies allow depends on policies, and on what they
// and certificates are attached to.
struct AccessChanges {
  bool all = false;
  std::set<std::string> of;  // things, by name, and certificates, by id

  bool None() const { return !all && of.empty(); }
};

// Filled by the Store; drained by whoever works out what follows, but for what the last three
// say.
struct Changes {
  // Defined where the rows are known.
  Changes();
  ~Changes();
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;
  Changes(Changes&&) = delete;
  Changes& operator=(Changes&&) noexcept;

  std::vector<ExecutionChange> executions;
  std::vector<MembershipChange> memberships;
  std::vector<TargetChange> targets;
  std::set<std::string> indexed_things;   // those that a search query may see anew
  std::set<std::string> building_groups;  // dynamic groups that look for their members
  std::set<std::string> jobs;  // changed themselves, or one of their executions ended
  std::map<std::string, PendingBefore> pending;  // by thing
  // Jobs whose rows changed, as they were before the transaction.
  std::map<std::string, std::optional<engine::JobStage>> job_stages;
  RegistryChanges registry;
  AccessChanges access;
  std::set<std::string> thing_types;  // that say another thing of their things
  std::set<std::string> new_things;   // that have a type
  // Certificates were changed or deleted, or began or ended to be valid: connections that stand
  // on them must be looked at again.
  bool certificates = false;
  bool erased_all = false;  // everything was forgotten
  bool clock_went_back = false;

  bool NothingToSettle() const;

  // What was settled and told of is so no more; the rest of the transaction begins. What the
  // last ones say stays.
  void BeginPart();
};

}  // namespace storage
