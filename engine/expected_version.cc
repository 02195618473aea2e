#include "engine/expected_version.h"

#include <string>

#include "engine/error.h"

namespace engine {

void CheckVersion(std::optional<std::int64_t> expected, std::int64_t found) {
  if (!expected || *expected == found) return;
  throw Error(ErrorCode::kVersionConflict, "Expected version " + std::to_string(*expected) +
                                               " but found version " + std::to_string(found));
}

}  // namespace engine
