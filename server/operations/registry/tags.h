// Tags of what is being made.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace server {

struct Context;

// Gives something new its `tags`, if any were sent; `kind` is as in its ARN.
void KeepTags(Context& c, const char* kind, const std::string& name, const nlohmann::json& in);
// Whether `tags` were sent for something that exists and has others.
bool HasOtherTags(Context& c, const char* kind, const std::string& name,
                  const nlohmann::json& in);

}  // namespace server
