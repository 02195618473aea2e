// Of a device the last request for blocks of a stream, for explanations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/instant.h"
#include "engine/ota/block_request.h"
#include "server/calls/call.h"

namespace server {

struct LastDownload {
  engine::Instant at;
  std::string stream_id;
  std::optional<engine::BlockRequest> request;  // nothing: it could not be read
  std::string refusal;                          // empty: it was answered
  std::int64_t times = 1;                       // that this was asked, one after the other

  // The block that it wants first, and how many it lacks, where it sends a bitmap of those.
  std::int64_t first_block = 0;
  std::optional<std::int64_t> missing;
};

// A request for blocks after the one before.
LastDownload Heard(engine::Instant at, const Call& call, const engine::Error* refusal,
                   const std::optional<LastDownload>& before);

}  // namespace server
