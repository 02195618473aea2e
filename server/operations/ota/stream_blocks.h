// What a device's request for blocks comes down to.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "engine/ota/stream.h"
#include "server/calls/operation.h"

namespace server {

struct WantedBlocks {
  engine::StreamFile file;
  std::uint64_t block_bytes = 0;
  std::vector<std::int64_t> blocks;  // rising

  // From the first to the end of the last; there must be one.
  std::uint64_t begin() const;
  std::uint64_t end() const;
};

// Of the input of GetStream. Throws what that is refused with.
WantedBlocks BlocksWanted(Context& c, const nlohmann::json& in);

}  // namespace server
