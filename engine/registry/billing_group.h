// Billing groups: what a thing is charged to.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/instant.h"

namespace engine {

struct BillingGroup {
  std::string name;
  std::string id;                                        // a UUID
  nlohmann::json properties = nlohmann::json::object();  // billingGroupProperties
  std::int64_t version = 1;
  Instant created_at;
};

}  // namespace engine
