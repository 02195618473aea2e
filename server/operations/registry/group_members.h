// How requests name a thing and the group that it is to join or leave.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace server {

// The name of something, given as such or in an ARN of the kind. Throws InvalidRequest.
std::string NameOrArn(const nlohmann::json& in, const char* name_member, const char* arn_member,
                      const char* kind);

}  // namespace server
