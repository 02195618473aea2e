// Why is nothing happening? What a thing or a job waits for, in plain words and as JSON, read
// from the rules themselves.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "server/calls/operation.h"
#include "server/journal/last_heard.h"

namespace engine {
struct Job;
}

namespace server {

// Both throw ResourceNotFound. The member `explanation` is a list of sentences.
nlohmann::json ExplainThing(Context& c, const LastHeard& last_heard, const std::string& thing);
nlohmann::json ExplainJob(Context& c, const LastHeard& last_heard, const std::string& job_id);

// When a job's rollout reaches the thing that has `ahead` others before it, if its pace stays
// as it is now. Nothing when the job's rollout does not run.
std::optional<engine::Instant> TurnInRollout(Context& c, const engine::Job& job,
                                             std::int64_t ahead);

}  // namespace server
