// iot-jobs-local env: the variables by which SDKs and tests find a running emulator.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/program/usage/groups.h"

namespace server {

namespace {

struct Options {
  std::string endpoint = http::ApiClient::DefaultEndpoint();
  std::string format = "sh";
  bool as_json = false;  // as --format json, by the name that it has everywhere
};

// Within single quotes, as a shell reads it.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

int Run(const Options& options) {
  const auto answer = nlohmann::json::parse(
      http::ApiClient(options.endpoint, {}, "").Get("/_emulator/environment"));
  const nlohmann::json& variables = answer.at("variables");
  if (options.as_json || options.format == "json") {
    std::cout << variables.dump(2) << "\n";
    return 0;
  }
  for (const auto& [name, value] : variables.items()) {
    std::cout << (options.format == "sh" ? "export " : "") << name << "="
              << Quoted(value.get<std::string>()) << "\n";
  }
  return 0;
}

}  // namespace

void AddEnv(CLI::App& app, Command& given) {
  CLI::App* env = app.add_subcommand(
      "env",
      "Prints the environment variables by which SDKs, the AWS CLI and tests find a "
      "running emulator.");
  env->footer(
      "eval \"$(iot-jobs-local env)\"\n"
      "iot-jobs-local env --format dotenv > .env");
  env->group(kForTests);
  const auto options = std::make_shared<Options>();
  env->add_option("--endpoint", options->endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  env->add_option("--format", options->format, "For a shell, for a .env file, or as JSON")
      ->check(CLI::IsMember({"sh", "dotenv", "json"}))
      ->capture_default_str();
  env->add_flag("--json", options->as_json, "The same as --format json");
  env->callback([&given, options] { given = [options] { return Run(*options); }; });
}

}  // namespace server
