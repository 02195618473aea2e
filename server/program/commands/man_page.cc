// iot-jobs-local man: the manual's page, for packages.
#include "server/program/usage/man_page.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "server/program/commands/commands.h"
#include "server/program/usage/groups.h"

namespace server {

void AddManPage(CLI::App& app, Command& given) {
  CLI::App* man = app.add_subcommand("man", "Prints the manual's page, in roff.");
  man->footer("iot-jobs-local man | man -l -");
  man->group(kOther);
  man->callback([&app, &given] {
    given = [page = ManPage(app, IOT_JOBS_LOCAL_VERSION)] {
      std::cout << page;
      return 0;
    };
  });
}

}  // namespace server
