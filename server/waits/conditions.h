// Each kind of condition that can be waited for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job_execution.h"
#include "engine/jobs/job_status.h"
#include "server/waits/condition.h"

namespace server {

class Connections;
class Journal;
class LastHeard;
class Service;

// `count` executions of the thing, of the job or of both are in one of the statuses, or have
// been since the wait began.
struct WantedExecutions {
  std::string thing{}, job{};  // one of them may be empty
  std::vector<engine::ExecutionStatus> statuses{};
  std::size_t count = 1;
};

SharedCondition ExecutionsAre(WantedExecutions wanted, const LastHeard& last_heard);

// The job is in one of the statuses, or has been since the wait began.
SharedCondition JobIs(std::string job, std::vector<engine::JobStatus> statuses);

// `count` messages were published on topics of the filter, the journal's entry `since` or
// later.
struct WantedMessages {
  std::string filter{};
  std::size_t count = 1;
  std::uint64_t since = 0;
};

SharedCondition MessagesCame(WantedMessages wanted, const Journal& journal);

// A client is connected, or is not: by its client id, or as the thing whose device it is.
struct WantedConnection {
  std::string client{}, thing{};  // one of them is empty
  bool connected = true;
};

SharedCondition ConnectionIs(WantedConnection wanted, const Connections& connections,
                             const Journal& journal);

// Nothing is due, no long change is under way, and all that was published is with the broker.
SharedCondition IsSettled(Service& service, std::function<std::size_t()> messages_under_way);

}  // namespace server
