#include "server/program/config.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/broker/broker_rules.h"
#include "engine/identity/certificate_chain.h"
#include "server/program/usage.h"
#include "server/service/code_signing.h"

namespace server {

namespace {

// "mqtt://host:port", the port may be left out.
std::string ReadBroker(const std::string& url, Config& config) {
  constexpr std::string_view kScheme = "mqtt://";
  std::string wrong = "--broker takes mqtt://host:port, not \"" + url + "\"";
  if (!url.starts_with(kScheme)) return wrong;
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && !rest.ends_with(']');
  std::string_view host = rest.substr(0, has_port ? colon : rest.size());
  if (has_port) {
    const std::string_view port = rest.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(port.data(), port.data() + port.size(), config.broker_port);
    if (failure != std::errc{} || end != port.data() + port.size() || config.broker_port < 1 ||
        config.broker_port > 65535) {
      return wrong;
    }
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return wrong;
  config.broker_host = std::string(host);
  return {};
}

// "http://host:port", the port may be left out.
std::string ReadS3Endpoint(std::string url, Config& config) {
  constexpr std::string_view kScheme = "http://";
  std::string wrong = "--s3-endpoint takes http://host:port, not \"" + url + "\"";
  if (!url.starts_with(kScheme)) return wrong;
  url.erase(0, kScheme.size());
  if (url.ends_with('/')) url.pop_back();
  if (url.empty() || url.find('/') != std::string::npos) return wrong;
  // As clients write the host, and so as it is signed.
  if (url.ends_with(":80")) url.resize(url.size() - 3);
  config.settings.s3_host = url;
  return {};
}

// "NAME=DIRECTORY".
std::string ReadBucket(const std::string& text, Config& config) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    return "--bucket takes NAME=DIRECTORY, not \"" + text + "\"";
  }
  std::error_code failure;
  const std::filesystem::path directory =
      std::filesystem::canonical(text.substr(equals + 1), failure);
  if (failure || !std::filesystem::is_directory(directory)) {
    return "--bucket: there is no directory " + text.substr(equals + 1);
  }
  config.buckets[text.substr(0, equals)] = directory;
  return {};
}

// Two PEM files, a certificate and its key, that must be given together.
std::string ReadPair(const std::string& what, const std::string& certificate_path,
                     const std::string& key_path,
                     std::optional<engine::CertificateWithKey>& pair) {
  if (certificate_path.empty() && key_path.empty()) return {};
  const auto read = [](const std::string& path) {
    std::ifstream file(path);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  pair = engine::CertificateWithKey{read(certificate_path), read(key_path)};
  if (engine::BelongTogether(pair->certificate, pair->private_key)) return {};
  return "--" + what + "-certificate and --" + what +
         "-key take a certificate and its private key, in PEM";
}

std::string ReadCodeSignKey(const std::string& path, Config& config) {
  std::ifstream file(path);
  config.settings.code_sign_key = {std::istreambuf_iterator<char>(file), {}};
  if (IsCodeSignKey(config.settings.code_sign_key)) return {};
  return "--code-sign-key takes a private key, RSA or EC, in PEM, without a passphrase";
}

// Adds those of the file to `config`'s.
std::string ReadCredentials(const std::string& path, Config& config) {
  std::ifstream file(path);
  if (!file) return "--credentials: cannot read " + path;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    for (engine::Credential& credential : engine::ParseCredentials(text)) {
      config.credentials.push_back(std::move(credential));
    }
  } catch (const std::invalid_argument& mistake) {
    return "--credentials: " + path + ": " + mistake.what();
  }
  return {};
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv) {
  Config config;
  std::string broker;
  std::string rollout = "paced";
  std::string limits = "aws";
  std::vector<std::string> buckets;
  std::string s3_endpoint;
  std::vector<std::string> auth{"certificate"};
  std::string credentials;
  std::string ca_certificate, ca_key, server_certificate, server_key, code_sign_key;
  Command command;
  CLI::App app{
      "AWS IoT Jobs on this machine. Every flag is also an environment variable:\n"
      "--http-port is IOT_JOBS_LOCAL_HTTP_PORT.",
      "iot-jobs-local"};
  app.get_formatter()->column_width(36);
  app.set_version_flag("--version", std::string("iot-jobs-local ") + IOT_JOBS_LOCAL_VERSION);
  const auto port = CLI::Range(0, 65535);
  app.add_option("--http-port", config.http_port, "Port of the REST API; 0 for any free one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_HTTP_PORT")
      ->capture_default_str();
  app.add_option("--mqtt-port", config.mqtt_port, "Port of the broker; 0 for any free one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_MQTT_PORT")
      ->capture_default_str();
  const auto* mqtts =
      app.add_option("--mqtts-port", config.mqtts_port,
                     "Port of the broker for TLS with client certificates; 0 for any free one, "
                     "as where --mqtt-port is 0")
          ->check(port)
          ->envname("IOT_JOBS_LOCAL_MQTTS_PORT")
          ->capture_default_str();
  app.add_option("--mqtt-alpn-port", config.mqtt_alpn_port,
                 "A second such port, as AWS's 443, for clients that ask for x-amzn-mqtt-ca")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_MQTT_ALPN_PORT");
  app.add_option("--ws-port", config.ws_port,
                 "A port for MQTT over WebSocket, beside the REST API's; 0 for any free one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_WS_PORT");
  app.add_option("--wss-port", config.wss_port, "The same over TLS; 0 for any free one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_WSS_PORT");
  app.add_option(
         "--https-port", config.https_port,
         "A port of the data plane for HTTPS with client certificates, as AWS's 8443; 0 "
         "for any free one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_HTTPS_PORT");
  bool no_plain_mqtt = false;
  app.add_flag("--no-plain-mqtt", no_plain_mqtt, "Listen for MQTT over TLS only")
      ->envname("IOT_JOBS_LOCAL_NO_PLAIN_MQTT");
  app.add_option("--hostname", config.hostnames,
                 "A further name or address for the server's certificate; may be repeated")
      ->envname("IOT_JOBS_LOCAL_HOSTNAME");
  app.add_option("--bind", config.bind, "Address to listen on")
      ->envname("IOT_JOBS_LOCAL_BIND")
      ->capture_default_str();
  app.add_option("--data-dir", config.data_dir,
                 "Directory to keep everything in; without it nothing outlives the program")
      ->envname("IOT_JOBS_LOCAL_DATA_DIR");
  app.add_option("--broker", broker,
                 "Use the MQTT broker at mqtt://host:port instead of starting one")
      ->excludes("--ws-port")
      ->excludes("--wss-port")
      ->envname("IOT_JOBS_LOCAL_BROKER");
  app.add_option("--account-id", config.settings.account_id, "Account in ARNs")
      ->check(CLI::Validator(
          [](const std::string& id) {
            const bool good =
                id.size() == 12 && id.find_first_not_of("0123456789") == std::string::npos;
            return good ? std::string() : "an account id has twelve digits";
          },
          "12 DIGITS"))
      ->envname("IOT_JOBS_LOCAL_ACCOUNT_ID")
      ->capture_default_str();
  app.add_option("--region", config.settings.region,
                 "Region in ARNs, for callers that do not sign for one")
      ->envname("IOT_JOBS_LOCAL_REGION")
      ->capture_default_str();
  app.add_option("--s3-port", config.s3_port,
                 "Port for the object store alone, for tools that do not sign; 0 for any free "
                 "one")
      ->check(port)
      ->envname("IOT_JOBS_LOCAL_S3_PORT");
  app.add_option(
         "--bucket", buckets,
         "NAME=DIRECTORY: a bucket of the object store whose objects are the files in a "
         "directory, read only; can be given several times")
      ->envname("IOT_JOBS_LOCAL_BUCKET");
  app.add_option(
         "--s3-endpoint", s3_endpoint,
         "http://host:port of an S3 server to use in place of the built-in object store")
      ->envname("IOT_JOBS_LOCAL_S3_ENDPOINT");
  app.add_option(
         "--access-key-id", config.settings.keys.access_key_id,
         "Who presigned URLs are signed by, and who may do everything with --auth sigv4")
      ->envname("IOT_JOBS_LOCAL_ACCESS_KEY_ID")
      ->capture_default_str();
  app.add_option("--secret-access-key", config.settings.keys.secret_access_key,
                 "The secret to that")
      ->envname("IOT_JOBS_LOCAL_SECRET_ACCESS_KEY")
      ->capture_default_str();
  app.add_option("--auth", auth,
                 "What devices need: none; certificate, where they use TLS; or policy, which "
                 "must allow what they do. And sigv4, beside or instead: requests to the REST "
                 "API must be signed by a known key. Several with commas between")
      ->delimiter(',')
      ->check(CLI::IsMember({"none", "certificate", "policy", "sigv4"}))
      ->envname("IOT_JOBS_LOCAL_AUTH")
      ->capture_default_str();
  app.add_option("--credentials", credentials,
                 "File of further keys for --auth sigv4: AWS's credentials file, or JSON with "
                 "IAM policies")
      ->envname("IOT_JOBS_LOCAL_CREDENTIALS");
  app.add_option("--ca-certificate", ca_certificate,
                 "CA of your own that signs devices' certificates and the server's, in PEM")
      ->envname("IOT_JOBS_LOCAL_CA_CERTIFICATE");
  app.add_option("--ca-key", ca_key, "The key to that")->envname("IOT_JOBS_LOCAL_CA_KEY");
  app.add_option("--code-sign-key", code_sign_key,
                 "Private key in PEM that ${aws:iot:code-sign-signature:...} in job documents "
                 "signs files with")
      ->envname("IOT_JOBS_LOCAL_CODE_SIGN_KEY");
  app.add_option("--server-certificate", server_certificate,
                 "Certificate of your own for the TLS ports, in PEM, with its chain")
      ->envname("IOT_JOBS_LOCAL_SERVER_CERTIFICATE");
  app.add_option("--server-key", server_key, "The key to that")
      ->envname("IOT_JOBS_LOCAL_SERVER_KEY");
  AddCommands(app, command);
  app.add_option("--public-host", config.settings.public_host,
                 "Host, or host:port, that presigned URLs name; else the address that the "
                 "caller used")
      ->envname("IOT_JOBS_LOCAL_PUBLIC_HOST");
  app.add_option("--log-level", config.log_level, "What goes to standard error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->envname("IOT_JOBS_LOCAL_LOG_LEVEL")
      ->capture_default_str();
  app.add_option("--ready-file", config.ready_file,
                 "File to write the ready line to, once everything answers")
      ->envname("IOT_JOBS_LOCAL_READY_FILE");
  app.add_option("--rollout", rollout,
                 "paced: as AWS, 1000 executions a minute; immediate: as fast as it goes")
      ->check(CLI::IsMember({"paced", "immediate"}))
      ->envname("IOT_JOBS_LOCAL_ROLLOUT")
      ->capture_default_str();
  app.add_option(
         "--limits", limits,
         "aws: AWS's quotas, and schedules at least 30 minutes ahead; off: without them")
      ->check(CLI::IsMember({"aws", "off"}))
      ->envname("IOT_JOBS_LOCAL_LIMITS")
      ->capture_default_str();
  app.add_option(
         "--lift", config.lifted,
         "Rules of AWS's broker that are not to hold, with commas between; all: none holds")
      ->delimiter(',')
      ->check(CLI::IsMember(engine::NamesToLift()))
      ->excludes("--broker")
      ->envname("IOT_JOBS_LOCAL_LIFT");
  app.add_flag("--check-answers", config.settings.check_answers,
               "Hold every answer against the API description (for tests of the emulator)")
      ->envname("IOT_JOBS_LOCAL_CHECK_ANSWERS");
  try {
    app.parse(argc, argv);
    config.plain_mqtt = !no_plain_mqtt;
    if (mqtts->count() == 0 && config.mqtt_port == 0) config.mqtts_port = 0;
    const auto asks_for = [&auth](const char* what) {
      return std::find(auth.begin(), auth.end(), what) != auth.end();
    };
    if (asks_for("none")) config.device_auth = DeviceAuth::kNone;
    if (asks_for("policy")) config.device_auth = DeviceAuth::kPolicy;
    config.settings.immediate_rollout = rollout == "immediate";
    config.settings.enforce_limits = limits == "aws";
    if (command) return {.config = std::nullopt, .command = std::move(command)};
    for (const std::string& wrong :
         {ReadPair("ca", ca_certificate, ca_key, config.authority),
          ReadPair("server", server_certificate, server_key, config.server_certificate)}) {
      if (!wrong.empty()) throw CLI::ValidationError(wrong);
    }
    if (!code_sign_key.empty()) {
      if (const std::string wrong = ReadCodeSignKey(code_sign_key, config); !wrong.empty()) {
        throw CLI::ValidationError(wrong);
      }
    }
    config.verify_signatures = asks_for("sigv4");
    config.credentials.push_back({.keys = config.settings.keys, .user_name = "local"});
    if (!credentials.empty()) {
      if (!config.verify_signatures) {
        throw CLI::ValidationError("--credentials is for --auth sigv4");
      }
      if (const std::string wrong = ReadCredentials(credentials, config); !wrong.empty()) {
        throw CLI::ValidationError(wrong);
      }
    }
    if (!broker.empty()) {
      if (config.device_auth == DeviceAuth::kPolicy) {
        throw CLI::ValidationError(
            "--auth policy needs the emulator's own broker, not that of --broker");
      }
      if (const std::string wrong = ReadBroker(broker, config); !wrong.empty()) {
        throw CLI::ValidationError(wrong);
      }
    }
    if (!s3_endpoint.empty()) {
      if (const std::string wrong = ReadS3Endpoint(s3_endpoint, config); !wrong.empty()) {
        throw CLI::ValidationError(wrong);
      }
    }
    for (const std::string& bucket : buckets) {
      if (const std::string wrong = ReadBucket(bucket, config); !wrong.empty()) {
        throw CLI::ValidationError(wrong);
      }
    }
  } catch (const CLI::ParseError& end) {
    return {.config = std::nullopt, .exit_code = TellUsage(app, end)};
  }
  return {.config = std::move(config)};
}

}  // namespace server
