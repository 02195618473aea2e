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

}  // namespace engine
