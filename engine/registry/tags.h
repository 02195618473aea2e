// Tags: names and values that an operator gives to a resource.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace engine {

using Tags = std::map<std::string, std::string>;

// From [{"Key", "Value"}], or from an object, as packages have them. Throws InvalidRequest for
// a key given twice, for more than 50 tags, and for a key that AWS keeps for itself.
Tags ReadTags(const nlohmann::json& sent);

// `added` wins. Throws LimitExceeded for more than 50 in all.
Tags AddTags(Tags tags, const Tags& added);

}  // namespace engine
