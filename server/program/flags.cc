#include "server/program/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "engine/broker/broker_rules.h"

namespace server {

namespace {

using Flags = std::vector<Flag>;

Flags Ports(Config& config, FlagTexts& texts) {
  return {
      {"--http-port", "Port of the REST API; 0 for any free one", &config.http_port},
      {"--mqtt-port", "Port of the broker; 0 for any free one", &config.mqtt_port},
      {"--mqtts-port",
       "Port of the broker for TLS with client certificates; 0 for any free one, as where "
       "--mqtt-port is 0",
       &config.mqtts_port},
      {"--mqtt-alpn-port",
       "A second such port, as AWS's 443, for clients that ask for x-amzn-mqtt-ca",
       &config.mqtt_alpn_port},
      {"--ws-port", "A port for MQTT over WebSocket, beside the REST API's; 0 for any free one",
       &config.ws_port},
      {"--wss-port", "The same over TLS; 0 for any free one", &config.wss_port},
      {"--https-port",
       "A port of the data plane for HTTPS with client certificates, as AWS's 8443; 0 for any "
       "free one",
       &config.https_port},
      {"--s3-port",
       "Port for the object store alone, for tools that do not sign; 0 for any free one",
       &config.s3_port},
      {"--no-plain-mqtt", "Listen for MQTT over TLS only", &texts.no_plain_mqtt},
      {"--bind", "Address to listen on", &config.bind},
  };
}

Flags Broker(Config& config, FlagTexts& texts) {
  return {
      {.name = "--broker",
       .help = "Use the MQTT broker at mqtt://host:port instead of starting one",
       .value = &texts.broker,
       .excludes = {"--ws-port", "--wss-port", "--lift"}},
      {.name = "--lift",
       .help =
           "Rules of AWS's broker that are not to hold, with commas between; all: none holds",
       .value = &config.lifted,
       .choices = engine::NamesToLift(),
       .is_list = true},
      {"--answer-unsubscribed",
       "Answer requests for streams even where the device has not subscribed to the answers",
       &config.answers_unsubscribed},
  };
}

std::string CheckHostname(const std::string& name) {
  const bool good = std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == ':' || c == '*' || c == '_';
  });
  return good ? "" : "\"" + name + "\" is no name or address of a machine";
}

Flags Certificates(Config& config, FlagTexts& texts) {
  return {
      {.name = "--hostname",
       .help =
           "Further names or addresses for the server's certificate, which requests may name "
           "as their Host, with commas between",
       .value = &config.hostnames,
       .is_list = true,
       .check = CheckHostname,
       .takes = "NAME"},
      {"--ca-certificate",
       "CA of your own that signs devices' certificates and the server's, in PEM",
       &texts.ca_certificate},
      {"--ca-key", "The key to that", &texts.ca_key},
      {"--server-certificate",
       "Certificate of your own for the TLS ports, in PEM, with its chain",
       &texts.server_certificate},
      {"--server-key", "The key to that", &texts.server_key},
  };
}

Flags Access(Config& config, FlagTexts& texts) {
  return {
      {.name = "--auth",
       .help =
           "What devices need: none; certificate, where they use TLS; or policy, which must "
           "allow what they do. And sigv4, beside or instead: requests to the REST API must "
           "be signed by a known key. Several with commas between",
       .value = &texts.auth,
       .choices = {"none", "certificate", "policy", "sigv4"},
       .is_list = true},
      {"--access-key-id",
       "Who presigned URLs are signed by, and who may do everything with --auth sigv4",
       &config.settings.keys.access_key_id},
      {"--secret-access-key", "The secret to that", &config.settings.keys.secret_access_key},
      {"--credentials",
       "File of further keys for --auth sigv4: AWS's credentials file, or JSON with IAM "
       "policies",
       &texts.credentials},
      {"--cors-origin",
       "Origin of web pages that may do all that the page of the emulator itself may, "
       "https://host:port; may be repeated",
       &config.cors_origins},
  };
}

Flags Files(Config& config, FlagTexts& texts) {
  return {
      {"--bucket",
       "NAME=DIRECTORY: a bucket of the object store whose objects are the files in a "
       "directory, read only; can be given several times",
       &texts.buckets},
      {"--s3-endpoint",
       "http://host:port of an S3 server to use in place of the built-in object store",
       &texts.s3_endpoint},
      {"--public-host",
       "Host, or host:port, that presigned URLs name; else the address that the caller used",
       &config.settings.public_host},
      {.name = "--session-token",
       .help = "Give presigned URLs an X-Amz-Security-Token, made up, but as long as those of "
               "AWS's URLs",
       .value = &config.settings.session_token,
       .excludes = {"--s3-endpoint"}},
      {"--code-sign-key",
       "Private key in PEM that ${aws:iot:code-sign-signature:...} in job documents signs "
       "files "
       "with",
       &texts.code_sign_key},
  };
}

std::string CheckAccountId(const std::string& id) {
  const bool good = id.size() == 12 && id.find_first_not_of("0123456789") == std::string::npos;
  return good ? "" : "an account id has twelve digits";
}

Flags Aws(Config& config, FlagTexts& texts) {
  return {
      {"--hook",
       "NAME=URL or NAME=COMMAND: what stands for the Lambda function of that name or ARN in "
       "pre-provisioning hooks of fleet provisioning; can be given several times",
       &texts.hooks},
      {.name = "--account-id",
       .help = "Account in ARNs",
       .value = &config.settings.account_id,
       .check = CheckAccountId,
       .takes = "12 DIGITS"},
      {"--region", "Region in ARNs, for callers that do not sign for one",
       &config.settings.region},
      {.name = "--rollout",
       .help = "paced: as AWS, 1000 executions a minute; immediate: as fast as it goes",
       .value = &texts.rollout,
       .choices = {"paced", "immediate"}},
      {.name = "--limits",
       .help = "aws: AWS's quotas, and schedules at least 30 minutes ahead; off: without them",
       .value = &texts.limits,
       .choices = {"aws", "off"}},
  };
}

Flags Program(Config& config, FlagTexts& texts) {
  return {
      {"--data-dir", "Directory to keep everything in; without it nothing outlives the program",
       &config.data_dir},
      {.name = "--log-level",
       .help = "What goes to standard error",
       .value = &config.log_level,
       .choices = {"debug", "info", "warning", "error", "off"}},
      {"--seed",
       "File in JSON or YAML that says what there is to be: at the start, where nothing is "
       "kept "
       "from before, and after each reset",
       &config.seed},
      {"--init",
       "Directory of seeds and executables that are loaded and run by name before it is ready, "
       "where nothing is kept from before",
       &config.init},
      {.name = "--log-format",
       .help = "Lines for people, or a JSON object a line",
       .value = &texts.log_format,
       .choices = {"text", "json"}},
      {"--ready-file", "File to write the ready line to, once everything answers",
       &config.ready_file},
      {"--until-stdin-closes",
       "End when standard input does: with the program that holds its other end",
       &config.until_stdin_closes},
      {"--check-answers",
       "Hold every answer against the API description (for tests of the emulator)",
       &config.settings.check_answers},
  };
}

std::string CheckNotEmpty(const std::string& text) {
  return text.empty() ? "it takes something that is not empty" : "";
}

CLI::Option* Add(CLI::App& app, const Flag& flag, bool* value) {
  return app.add_flag(flag.name, *value, flag.help);
}

CLI::Option* Add(CLI::App& app, const Flag& flag, int* value) {
  return app.add_option(flag.name, *value, flag.help)
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
}

CLI::Option* Add(CLI::App& app, const Flag& flag, std::optional<int>* value) {
  return app.add_option(flag.name, *value, flag.help)
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535));
}

CLI::Option* Add(CLI::App& app, const Flag& flag, std::string* value) {
  return app.add_option(flag.name, *value, flag.help)->capture_default_str();
}

CLI::Option* Add(CLI::App& app, const Flag& flag, std::optional<std::string>* value) {
  return app.add_option(flag.name, *value, flag.help);
}

CLI::Option* Add(CLI::App& app, const Flag& flag, std::vector<std::string>* value) {
  CLI::Option* option = app.add_option(flag.name, *value, flag.help);
  if (!value->empty()) option->capture_default_str();
  return option;
}

}  // namespace

std::vector<Flag> FlagsOf(Config& config, FlagTexts& texts) {
  std::vector<Flag> all;
  for (auto& [group, flags] : {std::pair("Ports", Ports(config, texts)),
                               {"Broker", Broker(config, texts)},
                               {"Certificates", Certificates(config, texts)},
                               {"Access", Access(config, texts)},
                               {"Files for devices", Files(config, texts)},
                               {"As on AWS", Aws(config, texts)},
                               {"Program", Program(config, texts)}}) {
    for (Flag flag : flags) {
      flag.group = group;
      all.push_back(std::move(flag));
    }
  }
  return all;
}

std::string EnvironmentName(std::string_view flag) {
  std::string name = "IOT_JOBS_LOCAL_";
  flag.remove_prefix(flag.find_first_not_of('-'));
  std::transform(flag.begin(), flag.end(), std::back_inserter(name), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

void AddFlags(CLI::App& app, const std::vector<Flag>& flags) {
  for (const Flag& flag : flags) {
    CLI::Option* option =
        std::visit([&](auto* value) { return Add(app, flag, value); }, flag.value);
    option->group(flag.group)->envname(EnvironmentName(flag.name));
    if (flag.is_list) option->delimiter(',');
    if (!flag.choices.empty()) option->check(CLI::IsMember(flag.choices));
    if (flag.check != nullptr) option->check(CLI::Validator(flag.check, flag.takes));
    if (option->get_type_size() != 0) option->check(CLI::Validator(CheckNotEmpty, ""));
  }
  for (const Flag& flag : flags) {
    for (const std::string& other : flag.excludes) {
      app.get_option(flag.name)->excludes(app.get_option(other));
    }
  }
}

}  // namespace server
