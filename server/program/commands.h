// The program's commands, beside running the emulator: certs, and thing create.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/sigv4.h"

namespace CLI {
class App;
}

namespace storage {
class Store;
}

namespace server {

// iot-jobs-local certs
struct CertsCommand {
  std::string data_dir;
  std::optional<std::string> export_dir;
  std::vector<std::string> hostnames;
};

// iot-jobs-local thing create NAME
struct ThingCommand {
  std::string name;
  std::string directory;
  std::optional<std::string> endpoint;  // a running emulator's
  std::optional<std::string> data_dir;  // or the state of one that does not run
  engine::KeyPair keys{"local", "local"};
  std::string region = "us-east-1";
};

struct Commands {
  CertsCommand certs;
  ThingCommand thing;
  bool is_certs = false;
  bool is_thing = false;
};

// Describes them to `app`; after parsing, `commands` says which one was given.
void AddCommands(CLI::App& app, Commands& commands);

// Makes the authority when there is none yet, says what it is, and writes it and a server
// certificate that it signs to the directory that is asked for.
void RunCerts(storage::Store& store, const CertsCommand& command);

// Calls an operation of the control plane.
using Ask = std::function<nlohmann::json(const std::string& operation, nlohmann::json input)>;

// Makes a thing, its certificate and its policy by `ask`, and writes what its device needs.
void RunThingCreate(const Ask& ask, const std::string& ca_pem, const ThingCommand& command);

}  // namespace server
