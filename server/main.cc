// From the command line to a command, or to an emulator that runs until it is told to stop.
#include <csignal>
#include <exception>

#include "server/exec.h"
#include "server/program/commands/commands.h"
#include "server/program/config.h"
#include "server/program/descriptors.h"
#include "server/program/usage/terminal.h"
#include "server/run.h"

int main(int argc, char** argv) {
  const server::CommandLine line = server::ReadCommandLine(argc, argv, server::AddCommands);
  try {
    if (line.command) return line.command();
    if (!line.config) return line.exit_code;
    std::signal(SIGPIPE, SIG_IGN);
    server::AllowManyDescriptors();
    if (!line.beside.empty()) return server::RunWithEmulator(*line.config, line.beside);
    server::RunEmulator(*line.config);
    return 0;
  } catch (const std::exception& failure) {
    server::Complain(failure.what());
    return 1;
  }
}
