// Role aliases: names under which devices are given the credentials of a role.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/instant.h"

namespace engine {

inline constexpr std::int64_t kRoleAliasSeconds = 3600;  // AWS's default
inline constexpr int kMostRoleAliases = 100;

struct RoleAlias {
  std::string name;
  std::string role_arn;
  std::int64_t credential_seconds = kRoleAliasSeconds;
  Instant created_at, updated_at;
};

// "admin/reader" of "arn:aws:iam::123456789012:role/admin/reader" is the role "reader". Throws
// InvalidRequest for what is no ARN of a role.
std::string RoleNameIn(const std::string& role_arn);

}  // namespace engine
