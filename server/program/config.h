// The flags, and the environment variables of the same names.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/credentials.h"
#include "engine/identity/x509.h"
#include "server/calls/operation.h"
#include "server/journal/log/log_line.h"

namespace CLI {
class App;
}

namespace server {

// What a device needs so that it may connect, and do anything else.
enum class DeviceAuth {
  kNone,
  kCertificate,  // a registered one, on the ports with TLS
  kPolicy,       // one whose policies allow it; else only who signs a WebSocket URL comes in
};

struct Config {
  std::string bind = "127.0.0.1";
  int http_port = 4580;
  int mqtt_port = 1883;
  bool plain_mqtt = true;
  bool answers_unsubscribed = false;  // to requests for streams
  DeviceAuth device_auth = DeviceAuth::kCertificate;
  int mqtts_port = 8883;
  std::optional<int> mqtt_alpn_port;
  // Ports of MQTT over WebSocket alone; nothing: only the REST API's.
  std::optional<int> ws_port, wss_port;
  std::optional<int> https_port;
  // PEM, of the user's own; nothing: the emulator makes them.
  std::optional<engine::CertificateWithKey> authority;
  std::optional<engine::CertificateWithKey> server_certificate;
  std::vector<std::string> hostnames;     // further ones for the server's certificate
  std::vector<std::string> cors_origins;  // of web pages that may do everything
  std::optional<std::string> data_dir;    // nothing: all is kept in memory
  std::vector<std::string> lifted;        // names of AWS's broker rules that are not to hold
  // An MQTT broker that is already there; nothing: one of our own.
  std::optional<std::string> broker_host;
  int broker_port = 1883;
  // A port of the object store's own; nothing: only the REST API's.
  std::optional<int> s3_port;
  std::map<std::string, std::string> buckets;   // directories by the bucket's name
  bool verify_signatures = false;               // of requests to the REST API
  std::vector<engine::Credential> credentials;  // whose signatures are good
  std::string log_level = "info";
  LogFormat log_format = LogFormat::kText;
  std::optional<std::string> ready_file;
  bool until_stdin_closes = false;
  std::optional<std::string> seed;  // a file
  std::optional<std::string> init;  // a directory
  Settings settings;
};

// Either a config, or the exit code of a program that has said all it had to (--help, a
// mistake).
struct CommandLine {
  std::optional<Config> config;
  // What is to run in the emulator's place; gives the exit status.
  std::function<int()> command{};
  // A program that is to run beside the emulator, which ends with it.
  std::vector<std::string> beside{};
  int exit_code = 0;
};

// Describes commands to `app`; parsing it puts what the given one is to do into `given`.
using AddTo = std::function<void(CLI::App& app, std::function<int()>& given)>;

CommandLine ReadCommandLine(int argc, char** argv, const AddTo& add_commands);

}  // namespace server
