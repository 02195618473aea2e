// A thing's pending executions: a list for each namespace, and one front.
#pragma once

#include <string>

#include "engine/jobs/execution_key.h"

namespace storage {

struct PendingList {
  std::string thing_name;
  std::string namespace_id{};  // empty: of jobs without one
};

// The execution that is next. AWS: over the jobs of all namespaces.
struct PendingFront {
  engine::ExecutionKey key;
  std::string namespace_id;
};

}  // namespace storage
