// Random UUIDs.
#pragma once

#include <string>

namespace engine {

// Version 4.
std::string NewUuid();

}  // namespace engine
