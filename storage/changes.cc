#include "storage/changes.h"

#include <algorithm>

namespace storage {

bool PendingBefore::ListChanged() const {
  return std::any_of(moves.begin(), moves.end(),
                     [](const auto& move) { return move.second != 0; });
}

}  // namespace storage
