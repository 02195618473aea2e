#include "server/program/commands/commands.h"

#include <CLI/CLI.hpp>

namespace server {

void AddCommands(CLI::App& app, Command& given) {
  app.require_subcommand(0, 1);
  for (const auto add : {AddEnv, AddDescribed, AddDevices, AddSeed, AddState, AddOta, AddLearn,
                         AddThingCreate, AddCerts, AddRepair, AddCompletion, AddManPage}) {
    add(app, given);
  }
}

}  // namespace server
