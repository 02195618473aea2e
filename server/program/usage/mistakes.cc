#include "server/program/usage/mistakes.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "engine/text/nearest.h"
#include "server/program/usage/words.h"

namespace server {
namespace {

constexpr int kMistake = 2;

std::vector<std::string> CommandsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : CommandsBelow(app)) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> FlagsOf(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::string WordTooMany(const CLI::App& app, const std::string& word) {
  const bool is_flag = word.starts_with('-');
  const std::vector<std::string> commands = CommandsOf(app);
  if (!is_flag && commands.empty()) {
    return "\"" + word + "\" is one word too many.";
  }
  std::string text = std::string("there is no ") + (is_flag ? "flag " : "command ") + word;
  const std::string meant =
      engine::Nearest(word.substr(0, word.find('=')), is_flag ? FlagsOf(app) : commands);
  text += meant.empty() ? "." : "; did you mean " + meant + "?";
  if (is_flag) return text;
  text += " There are:";
  for (const std::string& command : commands) text += " " + command;
  return text;
}

// The command that was given, as far as it was understood, and what stands there too many.
bool TellWordTooMany(const CLI::App& app) {
  auto words = app.remaining();
  std::erase(words, "--");  // that of exec
  if (!words.empty()) {
    const std::string name = NameOf(app);
    std::cerr << name << ": " << WordTooMany(app, words.front()) << "\nRun " << name
              << " --help for more.\n";
    return true;
  }
  return std::ranges::any_of(app.get_subcommands(),
                             [](const CLI::App* given) { return TellWordTooMany(*given); });
}

}  // namespace

int TellUsage(const CLI::App& app, const CLI::ParseError& end) {
  if (end.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(end);
  if (!TellWordTooMany(app)) app.exit(end);
  return kMistake;
}

}  // namespace server
