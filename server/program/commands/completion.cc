// iot-jobs-local completion: what a shell reads to complete the program's command line.
#include "server/program/usage/completion.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "server/program/commands/commands.h"
#include "server/program/usage/groups.h"

namespace server {

void AddCompletion(CLI::App& app, Command& given) {
  CLI::App* completion =
      app.add_subcommand("completion", "Prints a script that completes this command line.");
  completion->footer("source <(iot-jobs-local completion bash)");
  completion->group(kOther);
  const auto shell = std::make_shared<std::string>();
  completion->add_option("shell", *shell, "Which shell is to read it")
      ->required()
      ->check(CLI::IsMember({"bash"}));
  completion->callback([&app, &given, shell] {
    given = [script = BashCompletion(app)] {
      std::cout << script;
      return 0;
    };
  });
}

}  // namespace server
