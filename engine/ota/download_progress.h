// Of a device the last request for blocks of a stream, for explanations.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/error.h"
#include "engine/instant.h"
#include "engine/ota/block_request.h"

namespace engine {

struct LastDownload {
  Instant at;
  std::string stream_id;
  std::optional<BlockRequest> request;  // nothing: it could not be read
  std::string refusal;                  // empty: it was answered
  std::int64_t times = 1;               // that this was asked, one after the other

  // The block that it wants first, and how many it lacks, where it sends a bitmap of those.
  std::int64_t first_block = 0;
  std::optional<std::int64_t> missing;
};

// After a request for blocks, of these members, and the one before; `refusal` is null where it
// was answered.
LastDownload Heard(Instant at, const nlohmann::json& members, const Error* refusal,
                   const std::optional<LastDownload>& before);

}  // namespace engine
