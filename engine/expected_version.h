// The version that a caller expects of what it changes, so that no change is lost.
#pragma once

#include <cstdint>
#include <optional>

namespace engine {

// Throws VersionConflict.
void CheckVersion(std::optional<std::int64_t> expected, std::int64_t found);

}  // namespace engine
