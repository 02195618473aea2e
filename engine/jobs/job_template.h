// A job template of the caller's own: a document and settings to make jobs from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/instant.h"

namespace engine {

struct JobTemplate {
  std::string template_id;
  std::string description;
  std::string document;
  nlohmann::json configs = nlohmann::json::object();  // as in Job
  Instant created_at;
};

// The configs as they are shown.
// AWS: every member is there, null when unset; a timeoutConfig, a presignedUrlConfig and a
// jobExecutionsRolloutConfig are there even so, with members that are null.
nlohmann::json WithUnsetMembers(nlohmann::json configs);

}  // namespace engine
