// iot-jobs-local seed: makes what a file says in an emulator that runs.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "api_spec/check.h"
#include "api_spec/spec.h"
#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/tools/state/seed_document.h"

namespace server {

namespace {

using nlohmann::json;

void LoadSeedFile(const std::string& file, const std::string& endpoint) {
  const tools::SeedDocument document = tools::ReadSeed(file);
  const auto& operation =
      api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "LoadSeed");
  const std::string unknown = api_spec::UndescribedMember(operation, document.seed);
  if (!unknown.empty()) {
    throw std::runtime_error(
        tools::WithLines(document, "There is no '" + unknown + "' in a seed."));
  }
  const http::ApiClient client(endpoint, {}, "");
  json counts;
  try {
    counts = json::parse(client.Ask(operation, document.seed).body);
  } catch (const std::runtime_error& problem) {
    throw std::runtime_error(tools::WithLines(document, problem.what()));
  }
  for (const auto& [section, count] : counts.items()) {
    std::cout << section << ": " << count << "\n";
  }
}

}  // namespace

void AddSeed(CLI::App& app, Command& given) {
  struct SeedOptions {
    std::string file;
    std::string endpoint = http::ApiClient::DefaultEndpoint();
  };

  const auto options = std::make_shared<SeedOptions>();
  CLI::App* seed =
      app.add_subcommand("seed", "Make all that a seed says, beside what there is, or nothing");
  seed->add_option("file", options->file, "The seed, in JSON or YAML")->required();
  seed->add_option("--endpoint", options->endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  seed->callback([&given, options] {
    given = [options] {
      LoadSeedFile(options->file, options->endpoint);
      return 0;
    };
  });
}

}  // namespace server
