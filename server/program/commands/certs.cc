// iot-jobs-local certs: the emulator's certification authority, shown and exported.
#include <CLI/CLI.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/clock.h"
#include "engine/identity/x509.h"
#include "server/access/authority.h"
#include "server/program/commands/commands.h"
#include "server/program/directories.h"
#include "server/tools/written_file.h"
#include "storage/store.h"

namespace server {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data_dir;
  std::optional<std::string> export_dir;
  std::vector<std::string> hostnames;
};

// Makes the authority when there is none yet, says what it is, and writes it and a server
// certificate that it signs to the directory that is asked for.
void Run(const Options& options) {
  const DataDirectory data(options.data_dir);
  storage::Store store(data.Database());
  engine::CertificateWithKey authority;
  store.Atomically([&] { authority = AuthorityIn(store); });
  const auto facts = engine::ReadCertificate(authority.certificate);
  std::cout << "ca " << facts->id << " until "
            << engine::FormatInstant(facts->not_after).substr(0, 10) << "\n";
  if (!options.export_dir) return;
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", boost::asio::ip::host_name()};
  hosts.insert(hosts.end(), options.hostnames.begin(), options.hostnames.end());
  const engine::CertificateWithKey made = engine::NewServerCertificate(authority, hosts);
  const fs::path directory = MadeDirectory(*options.export_dir);
  for (const auto& [name, text, is_secret] :
       {std::tuple("ca.pem", authority.certificate, false),
        std::tuple("ca.key", authority.private_key, true),
        std::tuple("server.pem", made.certificate, false),
        std::tuple("server.key", made.private_key, true)}) {
    std::cout << "wrote " << WriteFile(directory / name, text, is_secret) << "\n";
  }
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
  certs->callback([&given, options] { given = [options] { Run(*options); }; });
}

}  // namespace server
