// iot-jobs-local certs: the emulator's certification authority, shown and exported.
#include <CLI/CLI.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/clock.h"
#include "engine/identity/x509.h"
#include "server/access/authority.h"
#include "server/program/commands/commands.h"
#include "server/program/directories.h"
#include "server/program/usage/groups.h"
#include "server/tools/written_file.h"
#include "storage/store.h"

namespace server {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data_dir;
  std::optional<std::string> export_dir;
  std::vector<std::string> hostnames;
  bool as_json = false;
};

// The paths of what it has written.
std::vector<std::string> Export(const engine::CertificateWithKey& authority,
                                const Options& options) {
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", boost::asio::ip::host_name()};
  hosts.insert(hosts.end(), options.hostnames.begin(), options.hostnames.end());
  const engine::CertificateWithKey made = engine::NewServerCertificate(authority, hosts);
  const fs::path directory = MadeDirectory(*options.export_dir);
  std::vector<std::string> written;
  for (const auto& [name, text, is_secret] :
       {std::tuple("ca.pem", authority.certificate, false),
        std::tuple("ca.key", authority.private_key, true),
        std::tuple("server.pem", made.certificate, false),
        std::tuple("server.key", made.private_key, true)}) {
    written.push_back(WriteFile(directory / name, text, is_secret));
  }
  return written;
}

std::string AsText(const nlohmann::ordered_json& told) {
  std::string text = "ca " + told["ca"].get<std::string>() + " until " +
                     told["until"].get<std::string>() + "\n";
  for (const auto& path : told["wrote"]) text += "wrote " + path.get<std::string>() + "\n";
  return text;
}

// Makes the authority when there is none yet, says what it is, and writes it and a server
// certificate that it signs to the directory that is asked for.
int Run(const Options& options) {
  const DataDirectory data(options.data_dir);
  storage::Store store(data.Database());
  engine::CertificateWithKey authority;
  store.Atomically([&] { authority = AuthorityIn(store); });
  const auto facts = engine::ReadCertificate(authority.certificate);
  nlohmann::ordered_json told{{"ca", facts->id},
                              {"until", engine::FormatInstant(facts->not_after).substr(0, 10)},
                              {"wrote", nlohmann::ordered_json::array()}};
  if (options.export_dir) told["wrote"] = Export(authority, options);
  std::cout << (options.as_json ? told.dump() + "\n" : AsText(told));
  return 0;
}

}  // namespace

void AddCerts(CLI::App& app, Command& given) {
  const auto options = std::make_shared<Options>();
  CLI::App* certs =
      app.add_subcommand("certs", "Make, show and export the local CA of a data directory");
  certs->add_option("--data-dir", options->data_dir, "The emulator's data directory")
      ->required()
      ->envname("IOT_JOBS_LOCAL_DATA_DIR");
  certs->add_option("--export", options->export_dir,
                    "Directory to write ca.pem, ca.key, server.pem and server.key to");
  certs->add_option("--hostname", options->hostnames,
                    "A further name or address for the server's certificate; may be repeated");
  certs->add_flag("--json", options->as_json, "Print it as JSON");
  certs->footer(
      "iot-jobs-local certs --data-dir state\n"
      "iot-jobs-local certs --data-dir state --export pki --hostname lamp-factory.local");
  certs->group(kOther);
  certs->callback([&given, options] { given = [options] { return Run(*options); }; });
}

}  // namespace server
