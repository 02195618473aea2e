// iot-jobs-local thing create: a thing, and all that its device needs to connect.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api_spec/spec.h"
#include "engine/access/sigv4.h"
#include "engine/identity/jobs_policy.h"
#include "server/access/authority.h"
#include "server/operations/operations.h"
#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/program/directories.h"
#include "server/program/usage/groups.h"
#include "server/service/service.h"
#include "server/tools/written_file.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace server {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Options {
  std::string name;
  std::string directory;
  std::optional<std::string> endpoint;  // a running emulator's
  std::optional<std::string> data_dir;  // or the state of one that does not run
  engine::KeyPair keys{"local", "local"};
  std::string region = "us-east-1";
  bool as_json = false;
};

// Calls an operation of the control plane.
using Ask = std::function<json(const std::string& operation, json input)>;

// What AWS's device client (aws-iot-device-client --config-file) reads.
json DeviceClientConfig(const std::string& host, const std::string& name,
                        const std::string& certificate, const std::string& key,
                        const std::string& ca) {
  return {{"endpoint", host},
          {"cert", certificate},
          {"key", key},
          {"root-ca", ca},
          {"thing-name", name},
          {"logging", {{"level", "INFO"}, {"type", "STDOUT"}, {"file", ""}}},
          {"jobs", {{"enabled", true}, {"handler-directory", ""}}},
          {"tunneling", {{"enabled", false}}},
          {"device-defender", {{"enabled", false}, {"interval", 300}}},
          {"fleet-provisioning",
           {{"enabled", false},
            {"template-name", ""},
            {"template-parameters", ""},
            {"csr-file", ""},
            {"device-key", ""}}}};
}

void Tell(const json& made, bool as_json) {
  if (as_json) {
    std::cout << made.dump() << "\n";
    return;
  }
  std::cout << "thing " << made["thingName"].get<std::string>() << ": "
            << made["thingArn"].get<std::string>() << "\n";
  for (const json& path : made["wrote"]) {
    std::cout << "wrote " << path.get<std::string>() << "\n";
  }
}

// Makes a thing, its certificate and its policy by `ask`, and writes what its device needs.
void Create(const Ask& ask, const std::string& ca_pem, const Options& options) {
  const std::string& name = options.name;
  const json thing = ask("CreateThing", {{"thingName", name}});
  const json made = ask("CreateKeysAndCertificate", {{"setAsActive", true}});
  const std::string policy = engine::JobsPolicy(thing["thingArn"].get<std::string>()).dump(2);
  const std::string policy_name = engine::JobsPolicyName(name);
  const auto principal = made["certificateArn"].get<std::string>();
  try {
    ask("GetPolicy", {{"policyName", policy_name}});
  } catch (const std::exception&) {
    ask("CreatePolicy", {{"policyName", policy_name}, {"policyDocument", policy}});
  }
  ask("AttachPolicy", {{"policyName", policy_name}, {"target", principal}});
  ask("AttachThingPrincipal", {{"thingName", name}, {"principal", principal}});
  const json endpoint = ask("DescribeEndpoint", {{"endpointType", "iot:Data-ATS"}});

  const fs::path directory = MadeDirectory(options.directory);
  fs::permissions(directory, fs::perms::owner_all);
  const std::string certificate =
      WriteFile(directory / (name + ".pem"), made["certificatePem"].get<std::string>(), false);
  const std::string key = WriteFile(directory / (name + ".key"),
                                    made["keyPair"]["PrivateKey"].get<std::string>(), true);
  const std::string ca = WriteFile(directory / "ca.pem", ca_pem, false);
  const std::string config = DeviceClientConfig(endpoint["endpointAddress"].get<std::string>(),
                                                name, certificate, key, ca)
                                 .dump(2);
  Tell({{"thingName", name},
        {"thingArn", thing["thingArn"]},
        {"wrote",
         {certificate, key, ca, WriteFile(directory / "policy.json", policy + "\n", false),
          WriteFile(directory / "aws-iot-device-client.json", config + "\n", false)}}},
       options.as_json);
}

void CreateInRunning(const Options& options) {
  const http::ApiClient client(options.endpoint.value_or(http::ApiClient::DefaultEndpoint()),
                               options.keys, options.region);
  Create([&](const std::string& operation,
             const json& input) { return client.Call(operation, input); },
         client.Get("/_emulator/ca.pem"), options);
}

void CreateInState(const Options& options) {
  const DataDirectory data(options.data_dir);
  storage::Store store(data.Database());
  storage::Objects objects(*data.Objects(),
                           {.durable = true, .generation = store.ObjectsGeneration()});
  engine::Clock clock;
  const api_spec::Spec& spec = api_spec::Spec::BuiltIn();
  Service service(store, objects, clock, FindOperation, {.region = options.region});
  engine::CertificateWithKey authority;
  store.Atomically([&] { authority = AuthorityIn(store); });
  Create(
      [&](const std::string& operation, const json& input) {
        return service.Run({spec.Find(api_spec::Plane::kControl, operation),
                            {options.region, "localhost"},
                            input});
      },
      authority.certificate, options);
}

int Run(const Options& options) {
  options.data_dir ? CreateInState(options) : CreateInRunning(options);
  return 0;
}

}  // namespace

void AddThingCreate(CLI::App& app, Command& given) {
  const auto options = std::make_shared<Options>();
  CLI::App* thing = app.add_subcommand("thing", "Work with things");
  thing->require_subcommand(1);
  thing->group(kAsks);
  CLI::App* create =
      thing->add_subcommand("create", "Make a thing, and all that its device needs to connect");
  create->add_option("name", options->name, "The thing's name")->required();
  create
      ->add_option("--with-certificate", options->directory,
                   "Directory to write key, certificate, CA, policy and configuration to")
      ->required();
  CLI::Option* endpoint = create->add_option(
      "--endpoint", options->endpoint,
      "The running emulator's REST API; $IOT_JOBS_LOCAL_ENDPOINT, or http://127.0.0.1:4580, "
      "where nothing is said");
  create
      ->add_option("--data-dir", options->data_dir,
                   "The data directory of an emulator that does not run")
      ->excludes(endpoint);
  create->add_option("--region", options->region, "Region in ARNs")
      ->envname("IOT_JOBS_LOCAL_REGION")
      ->capture_default_str();
  create->add_option("--access-key-id", options->keys.access_key_id, "To sign with")
      ->envname("IOT_JOBS_LOCAL_ACCESS_KEY_ID")
      ->capture_default_str();
  create
      ->add_option("--secret-access-key", options->keys.secret_access_key, "The secret to that")
      ->envname("IOT_JOBS_LOCAL_SECRET_ACCESS_KEY")
      ->capture_default_str();
  create->add_flag("--json", options->as_json, "Print what was made as JSON");
  create->footer(
      "iot-jobs-local thing create lamp --with-certificate lamp\n"
      "iot-jobs-local thing create lamp --with-certificate lamp --data-dir state");
  create->callback([&given, options] { given = [options] { return Run(*options); }; });
}

}  // namespace server
