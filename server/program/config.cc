#include "server/program/config.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "server/program/flags.h"
#include "server/program/key_files.h"
#include "server/program/locations.h"
#include "server/program/usage/groups.h"
#include "server/program/usage/help.h"
#include "server/program/usage/mistakes.h"

namespace server {

namespace {

constexpr const char* kExamples =
    "iot-jobs-local --data-dir state\n"
    "iot-jobs-local --http-port 0 --mqtt-port 0 --ready-file ready.json\n"
    "iot-jobs-local --auth policy,sigv4\n"
    "iot-jobs-local exec -- pytest\n"
    "iot-jobs-local clock --advance 61m\n"
    "iot-jobs-local explain thing lamp";

bool AsksFor(const FlagTexts& texts, const char* what) {
  return std::find(texts.auth.begin(), texts.auth.end(), what) != texts.auth.end();
}

void ReadChoices(const FlagTexts& texts, Config& config) {
  config.plain_mqtt = !texts.no_plain_mqtt;
  if (AsksFor(texts, "none")) config.device_auth = DeviceAuth::kNone;
  if (AsksFor(texts, "policy")) config.device_auth = DeviceAuth::kPolicy;
  config.verify_signatures = AsksFor(texts, "sigv4");
  config.settings.immediate_rollout = texts.rollout == "immediate";
  config.settings.enforce_limits = texts.limits == "aws";
  config.log_format = texts.log_format == "json" ? LogFormat::kJson : LogFormat::kText;
  config.settings.broker_rules = engine::BrokerRules(config.lifted);
}

void ReadKeys(const FlagTexts& texts, Config& config) {
  config.authority = ReadPair("ca", texts.ca_certificate, texts.ca_key);
  config.server_certificate = ReadPair("server", texts.server_certificate, texts.server_key);
  if (!texts.code_sign_key.empty()) {
    config.settings.code_sign_key = ReadCodeSignKey(texts.code_sign_key);
  }
  config.credentials.push_back({.keys = config.settings.keys, .user_name = "local"});
  if (texts.credentials.empty()) return;
  if (!config.verify_signatures) {
    throw std::invalid_argument("--credentials is for --auth sigv4");
  }
  for (engine::Credential& credential : ReadCredentials(texts.credentials)) {
    config.credentials.push_back(std::move(credential));
  }
}

void ReadLocations(const FlagTexts& texts, Config& config) {
  if (!texts.broker.empty()) {
    if (config.device_auth == DeviceAuth::kPolicy) {
      throw std::invalid_argument(
          "--auth policy needs the emulator's own broker, not that of --broker");
    }
    BrokerLocation broker = ReadBroker(texts.broker);
    config.broker_host = std::move(broker.host);
    config.broker_port = broker.port;
  }
  if (!texts.s3_endpoint.empty()) config.settings.s3_host = ReadS3Endpoint(texts.s3_endpoint);
  for (const std::string& bucket : texts.buckets) {
    auto [name, directory] = ReadBucket(bucket);
    config.buckets[name] = directory;
  }
  for (const std::string& hook : texts.hooks) {
    auto [name, target] = ReadHook(hook);
    config.settings.hooks[name] = target;
  }
}

// Its emulator is in nobody's way: it takes free ports, and is silent where all is well.
void AddExec(CLI::App& app, std::vector<std::string>& beside) {
  CLI::App* exec = app.add_subcommand(
      "exec",
      "Runs a program beside an emulator on free ports, with its addresses in the environment. "
      "Ends with the program's exit status. Takes the emulator's flags, too.");
  exec->footer(
      "iot-jobs-local exec -- pytest\n"
      "iot-jobs-local exec --auth policy -- npm test");
  exec->group(kForTests);
  exec->fallthrough();
  // The ports that the environment names are those of an emulator that may run already.
  exec->preparse_callback([&app](std::size_t) {
    for (CLI::Option* option : app.get_options()) {
      if (option->get_name().ends_with("-port")) option->envname("");
    }
  });
  exec->add_option("command", beside, "The command, behind --")->required();
}

void PrepareExec(const CLI::App& app, Config& config) {
  if (config.until_stdin_closes) {
    throw std::invalid_argument(
        "--until-stdin-closes is not for exec: standard input is the command's");
  }
  if (app.count("--http-port") == 0) config.http_port = 0;
  if (app.count("--mqtt-port") == 0) config.mqtt_port = 0;
  if (app.count("--log-level") == 0) config.log_level = "warning";
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv, const AddTo& add_commands) {
  Config config;
  config.settings.program += std::string(" ") + IOT_JOBS_LOCAL_VERSION;
  FlagTexts texts;
  std::function<int()> command;
  CLI::App app{
      "AWS IoT Jobs on this machine. Runs an emulator until it is told to stop, or a command. "
      "Each of the emulator's flags is also an environment variable: --http-port is "
      "IOT_JOBS_LOCAL_HTTP_PORT. COMMAND --help has more of a command.",
      "iot-jobs-local"};
  app.formatter_fn([](const CLI::App* of, const std::string& /*name*/, CLI::AppFormatMode) {
    return HelpOf(*of);
  });
  app.set_version_flag("--version", std::string("iot-jobs-local ") + IOT_JOBS_LOCAL_VERSION);
  AddFlags(app, FlagsOf(config, texts));
  add_commands(app, command);
  std::vector<std::string> beside;
  AddExec(app, beside);
  app.footer(kExamples);  // last, since commands inherit it
  try {
    app.parse(argc, argv);
    if (!beside.empty()) PrepareExec(app, config);
    if (app.count("--mqtts-port") == 0 && config.mqtt_port == 0) config.mqtts_port = 0;
    ReadChoices(texts, config);
    if (command) return {.config = std::nullopt, .command = std::move(command)};
    ReadKeys(texts, config);
    ReadLocations(texts, config);
  } catch (const CLI::ParseError& end) {
    return {.config = std::nullopt, .exit_code = TellUsage(app, end)};
  } catch (const std::invalid_argument& mistake) {
    return {.config = std::nullopt,
            .exit_code = TellUsage(app, CLI::ValidationError(mistake.what()))};
  }
  return {.config = std::move(config), .beside = std::move(beside)};
}

}  // namespace server
