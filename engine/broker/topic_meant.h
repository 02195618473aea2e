// Topics that somebody has nearly got right.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// The topic or filter of Jobs that was probably meant: with a dollar sign, "things" and "jobs"
// in their places. Empty where it is right, or nothing like one.
std::string JobsTopicMeant(std::string_view topic);

}  // namespace engine
