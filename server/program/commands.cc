#include "server/program/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "engine/identity/x509.h"
#include "server/access/authority.h"
#include "storage/store.h"

namespace server {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path MadeDirectory(const std::string& directory) {
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) throw std::runtime_error("cannot make the directory " + directory);
  return fs::canonical(directory);
}

std::string Write(const fs::path& path, const std::string& text, bool is_secret) {
  fs::remove(path);
  std::ofstream file(path);
  // AWS: its device client takes no key that others may read.
  fs::permissions(path,
                  is_secret ? fs::perms::owner_read | fs::perms::owner_write : fs::perms(0644));
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return path.string();
}

// Of the kinds of topics that Jobs has, for the thing alone.
json DevicePolicy(const json& thing, const std::string& name) {
  const auto arn = thing["thingArn"].get<std::string>();
  const std::string prefix = arn.substr(0, arn.rfind(":thing/") + 1);
  const std::string jobs = "$aws/things/" + name + "/jobs/*";
  return {{"Version", "2012-10-17"},
          {"Statement",
           {{{"Effect", "Allow"},
             {"Action", "iot:Connect"},
             {"Resource", prefix + "client/" + name + "*"}},
            {{"Effect", "Allow"},
             {"Action", {"iot:Publish", "iot:Receive"}},
             {"Resource", prefix + "topic/" + jobs}},
            {{"Effect", "Allow"},
             {"Action", "iot:Subscribe"},
             {"Resource", prefix + "topicfilter/" + jobs}}}}};
}

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

}  // namespace

void AddCommands(CLI::App& app, Commands& commands) {
  CLI::App* certs =
      app.add_subcommand("certs", "Make, show and export the local CA of a data directory");
  certs->add_option("--data-dir", commands.certs.data_dir, "The emulator's data directory")
      ->required()
      ->envname("IOT_JOBS_LOCAL_DATA_DIR");
  certs->add_option("--export", commands.certs.export_dir,
                    "Directory to write ca.pem, ca.key, server.pem and server.key to");
  certs->add_option("--hostname", commands.certs.hostnames,
                    "A further name or address for the server's certificate; may be repeated");
  certs->callback([&commands] { commands.is_certs = true; });

  CLI::App* thing = app.add_subcommand("thing", "Work with things");
  thing->require_subcommand(1);
  CLI::App* create =
      thing->add_subcommand("create", "Make a thing, and all that its device needs to connect");
  create->add_option("name", commands.thing.name, "The thing's name")->required();
  create
      ->add_option("--with-certificate", commands.thing.directory,
                   "Directory to write key, certificate, CA, policy and configuration to")
      ->required();
  CLI::Option* endpoint = create->add_option(
      "--endpoint", commands.thing.endpoint,
      "The running emulator's REST API; http://127.0.0.1:4580 where nothing is said");
  create
      ->add_option("--data-dir", commands.thing.data_dir,
                   "The data directory of an emulator that does not run")
      ->excludes(endpoint);
  create->add_option("--region", commands.thing.region, "Region in ARNs")
      ->envname("IOT_JOBS_LOCAL_REGION")
      ->capture_default_str();
  create->add_option("--access-key-id", commands.thing.keys.access_key_id, "To sign with")
      ->envname("IOT_JOBS_LOCAL_ACCESS_KEY_ID")
      ->capture_default_str();
  create
      ->add_option("--secret-access-key", commands.thing.keys.secret_access_key,
                   "The secret to that")
      ->envname("IOT_JOBS_LOCAL_SECRET_ACCESS_KEY")
      ->capture_default_str();
  create->callback([&commands] { commands.is_thing = true; });
}

void RunCerts(storage::Store& store, const CertsCommand& command) {
  engine::CertificateWithKey authority;
  store.Atomically([&] { authority = AuthorityIn(store); });
  const auto facts = engine::ReadCertificate(authority.certificate);
  std::cout << "ca " << facts->id << " until "
            << engine::FormatInstant(facts->not_after).substr(0, 10) << "\n";
  if (!command.export_dir) return;
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", boost::asio::ip::host_name()};
  hosts.insert(hosts.end(), command.hostnames.begin(), command.hostnames.end());
  const engine::CertificateWithKey made = engine::NewServerCertificate(authority, hosts);
  const fs::path directory = MadeDirectory(*command.export_dir);
  for (const auto& [name, text, is_secret] :
       {std::tuple("ca.pem", authority.certificate, false),
        std::tuple("ca.key", authority.private_key, true),
        std::tuple("server.pem", made.certificate, false),
        std::tuple("server.key", made.private_key, true)}) {
    std::cout << "wrote " << Write(directory / name, text, is_secret) << "\n";
  }
}

void RunThingCreate(const Ask& ask, const std::string& ca_pem, const ThingCommand& command) {
  const std::string& name = command.name;
  const json thing = ask("CreateThing", {{"thingName", name}});
  const json made = ask("CreateKeysAndCertificate", {{"setAsActive", true}});
  const std::string policy = DevicePolicy(thing, name).dump(2);
  // Names of policies have no colons, and those of things no dots.
  std::string policy_name = name + "-jobs";
  std::replace(policy_name.begin(), policy_name.end(), ':', '.');
  const auto principal = made["certificateArn"].get<std::string>();
  try {
    ask("GetPolicy", {{"policyName", policy_name}});
  } catch (const std::exception&) {
    ask("CreatePolicy", {{"policyName", policy_name}, {"policyDocument", policy}});
  }
  ask("AttachPolicy", {{"policyName", policy_name}, {"target", principal}});
  ask("AttachThingPrincipal", {{"thingName", name}, {"principal", principal}});
  const json endpoint = ask("DescribeEndpoint", {{"endpointType", "iot:Data-ATS"}});

  const fs::path directory = MadeDirectory(command.directory);
  fs::permissions(directory, fs::perms::owner_all);
  const std::string certificate =
      Write(directory / (name + ".pem"), made["certificatePem"].get<std::string>(), false);
  const std::string key = Write(directory / (name + ".key"),
                                made["keyPair"]["PrivateKey"].get<std::string>(), true);
  const std::string ca = Write(directory / "ca.pem", ca_pem, false);
  const std::string config = DeviceClientConfig(endpoint["endpointAddress"].get<std::string>(),
                                                name, certificate, key, ca)
                                 .dump(2);
  std::cout << "thing " << name << ": " << thing["thingArn"].get<std::string>() << "\n";
  for (const std::string& path :
       {certificate, key, ca, Write(directory / "policy.json", policy + "\n", false),
        Write(directory / "aws-iot-device-client.json", config + "\n", false)}) {
    std::cout << "wrote " << path << "\n";
  }
}

}  // namespace server
