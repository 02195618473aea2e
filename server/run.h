// Runs the emulator until it is told to stop.
#pragma once

#include "server/program/config.h"

namespace server {

// Returns after SIGINT or SIGTERM, or when it is to end with standard input. Throws
// std::runtime_error with a line for the user.
void RunEmulator(const Config& config);

}  // namespace server
