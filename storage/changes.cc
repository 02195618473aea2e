#include "storage/changes.h"

#include <algorithm>

#include "engine/messages/registry_events.h"
#include "engine/registry/thing.h"
#include "engine/registry/thing_group.h"
#include "engine/registry/thing_types.h"
#include "storage/execution_change.h"

namespace storage {

bool PendingBefore::ListChanged() const {
  return std::any_of(moves.begin(), moves.end(),
                     [](const auto& move) { return move.second != 0; });
}

Changes::Changes() = default;
Changes::~Changes() = default;
Changes& Changes::operator=(Changes&&) noexcept = default;

bool Changes::NothingToSettle() const {
  return executions.empty() && memberships.empty() && targets.empty() && jobs.empty() &&
         indexed_things.empty() && building_groups.empty();
}

}  // namespace storage
