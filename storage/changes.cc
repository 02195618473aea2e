#include "storage/changes.h"

#include <algorithm>

#include "engine/messages/registry_events.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"
#include "storage/execution_change.h"

namespace storage {

std::vector<std::string> PendingBefore::ChangedLists() const {
  std::vector<std::string> changed;
  for (const auto& [namespace_id, of_list] : moves) {
    if (std::ranges::any_of(of_list, [](const auto& move) { return move.second != 0; })) {
      changed.push_back(namespace_id);
    }
  }
  return changed;
}

Changes::Changes() = default;
Changes::~Changes() = default;
Changes& Changes::operator=(Changes&&) noexcept = default;

bool Changes::NothingToSettle() const {
  return executions.empty() && memberships.empty() && targets.empty() && jobs.empty() &&
         indexed_things.empty() && building_groups.empty();
}

void Changes::BeginPart() {
  pending.clear();
  job_stages.clear();
  registry = {};
}

}  // namespace storage
