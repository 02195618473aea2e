// A program that runs beside an emulator of its own.
#pragma once

#include <string>
#include <vector>

#include "server/program/config.h"

namespace server {

// Starts an emulator, then the command with the emulator's address in its environment; ends the
// emulator with it. Gives back its exit status: 127 when there is no such command, 128 and the
// signal's number when a signal ended it. Where it fails, what happened last is told on stderr.
// Signals that ask the emulator to end go to the command. Throws std::runtime_error with a line
// for the user.
int RunWithEmulator(const Config& config, const std::vector<std::string>& command);

}  // namespace server
