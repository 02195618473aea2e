// Which of a thing's job executions one is.
#pragma once

#include <cstdint>
#include <string>

namespace engine {

struct ExecutionKey {
  std::string job_id;
  std::int64_t number = 0;

  bool operator==(const ExecutionKey&) const = default;
};

}  // namespace engine
