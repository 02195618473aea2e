// AWS IoT policies: documents that say who may connect, publish, subscribe and receive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

struct Policy {
  std::string name;
  std::string generation_id;
  Instant created_at, updated_at;
  std::int64_t default_version = 1;
  std::int64_t newest_version = 1;  // numbers are never used again
};

struct PolicyVersion {
  std::int64_t number = 1;
  std::string document;  // as sent
  Instant created_at;
};

// AWS: a policy has at most five versions at a time.
inline constexpr int kMostPolicyVersions = 5;

// AWS: a quota.
inline constexpr int kMostPoliciesOfACertificate = 10;

}  // namespace engine
