// iot-jobs-local state: all that an emulator holds, into a file and out of it.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "api_spec/spec.h"
#include "engine/text/base64.h"
#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"

namespace server {

namespace {

using nlohmann::json;

struct StateOptions {
  std::string file;
  std::string endpoint = http::ApiClient::DefaultEndpoint();
};

std::string AskForState(const StateOptions& options, const char* operation, const json& input) {
  const auto& found = api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, operation);
  return http::ApiClient(options.endpoint, {}, "").Ask(found, input).body;
}

void SaveTo(const StateOptions& options) {
  const std::string state = AskForState(options, "SaveState", json::object());
  // Keys are in it.
  const mode_t usual = ::umask(0077);
  std::ofstream file(options.file, std::ios::binary);
  ::umask(usual);
  if (!file.write(state.data(), static_cast<std::streamsize>(state.size())).flush()) {
    throw std::runtime_error("cannot write " + options.file);
  }
  std::cout << "wrote " << options.file << "\n";
}

void LoadFrom(const StateOptions& options) {
  std::ifstream file(options.file, std::ios::binary);
  const std::string state{std::istreambuf_iterator<char>(file), {}};
  if (!file || state.empty()) throw std::runtime_error("cannot read " + options.file);
  const json clock =
      json::parse(AskForState(options, "LoadState", {{"state", engine::Base64(state)}}));
  std::cout << "It is " << clock["now"].get<std::string>() << " again.\n";
}

void AddFileCommand(CLI::App& state, const char* word, const char* help,
                    void (*run)(const StateOptions&), Command& given) {
  const auto options = std::make_shared<StateOptions>();
  CLI::App* command = state.add_subcommand(word, help);
  command->add_option("file", options->file, "The file")->required();
  command->add_option("--endpoint", options->endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  command->callback([&given, options, run] {
    given = [options, run] {
      run(*options);
      return 0;
    };
  });
}

}  // namespace

void AddState(CLI::App& app, Command& given) {
  CLI::App* state =
      app.add_subcommand("state", "Save all that the emulator holds to a file, and load it");
  state->require_subcommand(1);
  AddFileCommand(*state, "save", "Writes all that there is, objects included, to a file",
                 SaveTo, given);
  AddFileCommand(*state, "load", "Takes a saved state in place of all that there is", LoadFrom,
                 given);
}

}  // namespace server
