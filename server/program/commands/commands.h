// The program's commands, beside running the emulator.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace server {

// What the command that was given is to do; gives the exit status. Throws std::runtime_error
// with a line for the user.
using Command = std::function<int()>;

// Describes them to `app`; after parsing, `given` is the one that was given, if there was one.
void AddCommands(CLI::App& app, Command& given);

// A file each.
void AddCerts(CLI::App& app, Command& given);
// After AddDescribed, which makes other commands of "devices".
void AddDevices(CLI::App& app, Command& given);
void AddCompletion(CLI::App& app, Command& given);
void AddEnv(CLI::App& app, Command& given);
void AddSeed(CLI::App& app, Command& given);
void AddState(CLI::App& app, Command& given);
void AddLearn(CLI::App& app, Command& given);
void AddRepair(CLI::App& app, Command& given);
void AddManPage(CLI::App& app, Command& given);
void AddOta(CLI::App& app, Command& given);
void AddThingCreate(CLI::App& app, Command& given);
void AddDescribed(CLI::App& app, Command& given);

}  // namespace server
