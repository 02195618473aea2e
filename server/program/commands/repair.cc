// iot-jobs-local repair: saves what can be saved of a damaged data directory.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/program/commands/commands.h"
#include "server/program/directories.h"
#include "server/program/usage/groups.h"
#include "storage/salvage.h"

namespace server {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> DatabasesOf(const DataDirectory& data) {
  std::vector<std::string> paths{data.Database()};
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(*data.Objects(), none)) {
    if (entry.path().extension() == ".db") paths.push_back(entry.path().string());
  }
  return paths;
}

std::string AsText(const std::string& path, const storage::Salvaged& salvaged) {
  if (salvaged.was_whole) return path + " is whole\n";
  std::string text = path + ": " + std::to_string(salvaged.rows) +
                     " rows are saved; the damaged file is " + path + ".damaged\n";
  for (const std::string& table : salvaged.damaged) {
    text += "  rows of " + table + " may be lost\n";
  }
  return text;
}

int Run(const std::string& directory) {
  if (!fs::exists(fs::path(directory) / "jobs.db")) {
    throw std::runtime_error(directory + " is no data directory: there is no jobs.db in it");
  }
  const DataDirectory data(directory);
  for (const std::string& path : DatabasesOf(data)) {
    std::cout << AsText(path, storage::Salvage(path));
  }
  return 0;
}

}  // namespace

void AddRepair(CLI::App& app, Command& given) {
  const auto directory = std::make_shared<std::string>();
  CLI::App* repair =
      app.add_subcommand("repair", "Save what can be saved of a damaged data directory");
  repair->add_option("directory", *directory, "The data directory; no emulator may be using it")
      ->required();
  repair->footer("iot-jobs-local repair state");
  repair->group(kOther);
  repair->callback([&given, directory] { given = [directory] { return Run(*directory); }; });
}

}  // namespace server
