#include "server/program/commands/commands.h"

#include <CLI/CLI.hpp>

namespace server {

void AddCommands(CLI::App& app, Command& given) {
  app.require_subcommand(0, 1);
  for (const auto add : {AddCerts, AddEnv, AddSeed, AddState, AddThingCreate, AddDescribed})
    add(app, given);
}

}  // namespace server
