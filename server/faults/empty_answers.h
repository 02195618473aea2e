// What a thing without jobs is answered.
#pragma once

#include <nlohmann/json.hpp>

#include "api_spec/spec.h"

namespace server {

// Whether the operation asks for what is pending, or is next.
inline bool MayBeEmpty(const api_spec::Operation& operation) {
  return operation.plane == api_spec::Plane::kData &&
         (operation.name == "StartNextPendingJobExecution" ||
          operation.name == "GetPendingJobExecutions" ||
          operation.name == "DescribeJobExecution");
}

// Of such an operation; null where the input asks for a job by its name.
inline nlohmann::json EmptyAnswer(const api_spec::Operation& operation,
                                  const nlohmann::json& input) {
  if (operation.name == "GetPendingJobExecutions") {
    return {{"inProgressJobs", nlohmann::json::array()},
            {"queuedJobs", nlohmann::json::array()}};
  }
  if (operation.name == "DescribeJobExecution" && input.value("jobId", "") != "$next")
    return {};
  return nlohmann::json::object();
}

}  // namespace server
