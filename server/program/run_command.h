// Runs a command of the program, on the state of an emulator or by asking one that runs.
#pragma once

#include "server/program/commands.h"

namespace http {

// Whether there was one. Throws std::runtime_error with a line for the user.
bool RunCommand(const server::Commands& commands);

}  // namespace http
