#include "engine/identity/role_alias.h"

#include "engine/error.h"

namespace engine {

std::string RoleNameIn(const std::string& role_arn) {
  constexpr std::string_view kRole = ":role/";
  const std::size_t role = role_arn.find(kRole);
  std::string name = role_arn.substr(role_arn.rfind('/') + 1);
  if (!role_arn.starts_with("arn:") || role_arn.find(":iam::") == std::string::npos ||
      role == std::string::npos || name.empty()) {
    RefuseRequest("Given role " + role_arn + " is invalid.");
  }
  return name;
}

}  // namespace engine
