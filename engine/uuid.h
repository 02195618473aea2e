// Ids that nothing else has.
#pragma once

#include <string>

namespace engine {

// A random one (version 4), in lower case.
std::string NewUuid();

}  // namespace engine
