// How far a device is with its download over MQTT, and with what follows it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/jobs/job_execution.h"
#include "engine/ota/download_progress.h"
#include "server/calls/operation.h"

namespace server {

struct ExplainedDownload {
  nlohmann::json shown;  // null: there is none
  std::vector<std::string> sentences;
};

// Of an execution that is IN_PROGRESS; empty for one that is of no OTA update.
ExplainedDownload ExplainDownload(Context& c, const engine::JobExecution& execution,
                                  const std::optional<engine::LastDownload>& last);

}  // namespace server
