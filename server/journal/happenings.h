// What has happened, for people who move the clock and want to know.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "server/service/operation.h"

namespace server {

struct Followed;

struct Happenings {
  nlohmann::json list = nlohmann::json::array();
  std::int64_t omitted = 0;  // when there are too many to list
};

// Adds an entry for each execution and job whose status the transaction changed. Many
// executions of a job that changed alike make one entry, with their `count`.
void AddHappenings(Context& c, const Followed& followed, Happenings& happenings);

}  // namespace server
