#include "server/emulator.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/ip/host_name.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/error.h"
#include "server/access/authority.h"
#include "server/journal/log/log.h"
#include "server/operations/operations.h"
#include "server/program/environment.h"
#include "server/program/ready_line.h"
#include "server/tools/state/seed.h"
#include "server/tools/state/seed_document.h"

namespace server {

namespace {

std::filesystem::path ObjectsDirectory(const DataDirectory& data, const RunDirectory& run) {
  return data.Objects().value_or(std::filesystem::path(run.path()) / "objects");
}

engine::CertificateWithKey Authority(storage::Store& store, const Config& config) {
  engine::CertificateWithKey authority;
  store.Atomically([&] {
    if (config.authority) UseAuthority(store, *config.authority);
    authority = AuthorityIn(store);
  });
  return authority;
}

// The user's own, or one for every name that this machine may be called by.
engine::CertificateWithKey ServerCertificate(const Config& config,
                                             const engine::CertificateWithKey& authority) {
  if (config.server_certificate) return *config.server_certificate;
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", boost::asio::ip::host_name()};
  hosts.insert(hosts.end(), config.hostnames.begin(), config.hostnames.end());
  return engine::NewServerCertificate(authority, hosts);
}

// Where clients find the certificate that they are to trust, wherever they run.
std::string WriteAuthority(const std::filesystem::path& directory, const std::string& pem) {
  const std::filesystem::path path = std::filesystem::absolute(directory / "ca.pem");
  std::ofstream(path) << pem;
  return path.string();
}

}  // namespace

Emulator::Emulator(boost::asio::io_context& io, Config config)
    : config_(std::move(config)),
      data_(config_.data_dir),
      store_(data_.Database()),
      objects_(ObjectsDirectory(data_, run_directory_),
               {.durable = data_.Objects().has_value(),
                .generation = store_.ObjectsGeneration(),
                .directories = {config_.buckets.begin(), config_.buckets.end()}}),
      service_(store_, objects_, clock_, FindOperation, config_.settings),
      journal_(service_.Now()),
      near_misses_(store_, journal_, sessions_),
      background_(io, service_),
      faults_(service_, journal_, !config_.broker_host),
      delays_(io, service_),
      key_maker_(io),
      authority_(Authority(store_, config_)),
      server_certificate_(ServerCertificate(config_, authority_)),
      devices_(io, config_, store_, service_, journal_, sessions_, faults_, delays_,
               server_certificate_, run_directory_.path()),
      fleets_(io, service_),
      http_(io, config_, store_, objects_, service_, journal_, connections_, metrics_, fleets_,
            faults_, delays_, {authority_, server_certificate_}, devices_) {
  key_maker_.Serve(service_.needs());
  sessions_.Serve(service_.needs());
  service_.OnCommitted([this](const Committed& committed) {
    connections_.Record(committed);
    sessions_.Record(committed);
    near_misses_.Record(committed);
    journal_.Record(committed);
  });
  service_.OnAnswered([this](const Answered& answered) { journal_.Record(answered); });
  journal_.OnEntry([](const Entry& entry) { LogEntry(api_spec::Spec::BuiltIn(), entry); });
  if (config_.init) {
    init_.emplace(io, *config_.init,
                  [this](const std::filesystem::path& file) { LoadSeed(file); });
  }
  journal_.OnEntry([this](const Entry& entry) { metrics_.Record(entry); });
  // Whoever was connected when the program ended is so no longer.
  service_.DisconnectAll("SERVER_ERROR");
}

void Emulator::Start(OnReady on_ready) {
  nlohmann::ordered_json ready{{"ready", true}, {"http", http_.url()}};
  devices_.AddUrls(ready);
  http_.AddUrls(ready);
  const std::string directory = data_.path().value_or(run_directory_.path());
  ready["ca"] = WriteAuthority(directory, authority_.certificate);
  ready["pid"] = ::getpid();
  Environment environment = EnvironmentOf(ready, config_);
  // Who has the secret may do everything.
  if (config_.verify_signatures) environment.erase("AWS_SECRET_ACCESS_KEY");
  http_.SetEnvironment(std::move(environment), directory);
  const bool is_new = store_.IsEmpty();
  if (config_.seed) TakeSeed(*config_.seed);
  devices_.Start([this, ready, is_new, on_ready = std::move(on_ready)] {
    background_.Start();
    if (!init_ || !is_new) return on_ready(ready);
    init_->Start(EnvironmentOf(ready, config_), [ready, on_ready] { on_ready(ready); });
  });
}

void Emulator::TakeSeed(const std::string& file) {
  const tools::SeedDocument document = tools::ReadSeed(file);
  tools::Tools& own = http_.toolset();
  own.seed = document.seed;
  try {
    if (store_.IsEmpty()) return tools::BeginWith(own, document.seed);
    tools::PartsOf(own, document.seed);
  } catch (const engine::Error& problem) {
    throw std::runtime_error(tools::WithLines(document, problem.what()));
  }
  spdlog::info("what is in {} stays as it is; a reset goes back to {}", data_.Database(), file);
}

void Emulator::LoadSeed(const std::filesystem::path& file) {
  const tools::SeedDocument document = tools::ReadSeed(file);
  try {
    tools::LoadSeed(http_.toolset(), document.seed);
  } catch (const engine::Error& problem) {
    throw std::runtime_error(tools::WithLines(document, problem.what()));
  }
}

void Emulator::Stop() {
  fleets_.StopAll();
  http_.Stop();
  background_.Stop();
  delays_.Stop();
  devices_.Stop();
}

}  // namespace server
