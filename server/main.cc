// Wiring, top to bottom.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/targets.h"
#include "mqtt_bridge/bridge.h"
#include "mqtt_bridge/broker.h"
#include "mqtt_bridge/tls_listener.h"
#include "server/authority.h"
#include "server/config.h"
#include "server/directories.h"
#include "server/http/admin.h"
#include "server/http/api.h"
#include "server/http/http_server.h"
#include "server/http/object_store.h"
#include "server/http/s3_client.h"
#include "server/log.h"
#include "server/service.h"
#include "storage/certificates.h"
#include "storage/objects.h"
#include "storage/store.h"

namespace {

namespace asio = boost::asio;
using nlohmann::json;
using server::Config;

// Does what time and long changes leave to do, between requests.
class Background {
 public:
  Background(asio::io_context& io, server::Service& service)
      : io_(io), service_(service), timer_(io) {}

  void Start() { WaitASecond(); }

  void Stop() { timer_.cancel(); }

  // To be called after every request: a long change goes on in parts.
  void Nudge() {
    if (service_.HasBacklog()) Work();
  }

 private:
  void Work() {
    if (working_) return;
    working_ = true;
    asio::post(io_, [this] { Step(); });
  }

  void Step() {
    working_ = false;
    if (Guarded([&] { return service_.Step(); })) Work();
  }

  void WaitASecond() {
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](const boost::system::error_code& stopped) {
      if (stopped) return;
      Work();
      WaitASecond();
    });
  }

  // A full disk must not end the program: what could not be done is tried again a second later.
  template <typename Work>
  static bool Guarded(const Work& work) {
    try {
      return work();
    } catch (const std::exception& failure) {
      spdlog::error("work that fell due could not be done, and will be tried again: {}",
                    failure.what());
      return false;
    }
  }

  asio::io_context& io_;
  server::Service& service_;
  asio::steady_timer timer_;
  bool working_ = false;
};

// The MQTT listeners that ask for client certificates.
class SecureListeners {
 public:
  SecureListeners(asio::io_context& io, const Config& config, storage::Store& store,
                  server::Service& service, const server::CertificateWithKey& authority,
                  std::string broker_socket)
      : io_(io), store_(store), service_(service), broker_socket_(std::move(broker_socket)) {
    std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", asio::ip::host_name()};
    hosts.insert(hosts.end(), config.hostnames.begin(), config.hostnames.end());
    server_ = server::NewServerCertificate(authority, hosts);
    Listen(config.bind, config.mqtts_port, "mqtts", "--mqtts-port");
    if (config.mqtt_alpn_port) {
      Listen(config.bind, *config.mqtt_alpn_port, "mqtt_alpn", "--mqtt-alpn-port");
    }
  }

  // Key of the ready line and port.
  std::vector<std::pair<const char*, int>> Ports() const {
    std::vector<std::pair<const char*, int>> ports;
    for (const auto& [key, listener] : listeners_) ports.emplace_back(key, listener->port());
    return ports;
  }

  // Who is connected under that client id; empty when nobody is.
  engine::Identity IdentityOf(const std::string& client_id) const {
    for (const auto& [key, listener] : listeners_) {
      engine::Identity identity = listener->IdentityOf(client_id);
      if (!identity.principal.empty()) return identity;
    }
    return {};
  }

  // To be called after every request that may have changed certificates.
  void Recheck() {
    if (!store_.TakeCertificatesChanged()) return;
    for (const auto& [key, listener] : listeners_) listener->Recheck();
  }

  void Stop() {
    for (const auto& [key, listener] : listeners_) listener->Stop();
  }

 private:
  void Listen(const std::string& bind, int port, const char* key, const char* flag) {
    listeners_.emplace_back(
        key, std::make_unique<mqtt_bridge::TlsListener>(
                 io_,
                 mqtt_bridge::TlsSettings{.bind = bind,
                                          .port = port,
                                          .flag = flag,
                                          .certificate = server_.certificate,
                                          .private_key = server_.private_key,
                                          .broker_socket = broker_socket_},
                 [this](const std::string& id) {
                   const auto certificate = storage::Certificates(store_).Find(id);
                   return certificate && engine::Admits(*certificate, service_.Now());
                 }));
  }

  asio::io_context& io_;
  storage::Store& store_;
  server::Service& service_;
  const std::string broker_socket_;
  server::CertificateWithKey server_;
  std::vector<std::pair<const char*, std::unique_ptr<mqtt_bridge::TlsListener>>> listeners_;
};

// So that things can be searched by it.
void KeepConnectivity(server::Service& service, const engine::Presence& presence) {
  try {
    service.SetConnectivity(presence.client_id,
                            {.connected = presence.connected,
                             .at = service.Now(),
                             .disconnect_reason = presence.disconnect_reason});
  } catch (const std::exception& failure) {
    spdlog::error("that {} has {} the broker could not be kept: {}", presence.client_id,
                  presence.connected ? "come to" : "left", failure.what());
  }
}

// Where clients find the certificate that they are to trust.
std::string WriteAuthority(const std::filesystem::path& directory, const std::string& pem) {
  const std::filesystem::path path = directory / "ca.pem";
  std::ofstream(path) << pem;
  return path.string();
}

std::string Url(const char* scheme, const std::string& bind, int port) {
  std::string host = bind;
  if (bind == "0.0.0.0" || bind == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

void SayReady(const Config& config, const nlohmann::ordered_json& line) {
  const std::string text = line.dump() + "\n";
  if (config.ready_file) {
    // Written beside and moved: who waits for the file never reads half of it.
    const std::string beside = *config.ready_file + ".part";
    std::ofstream(beside) << text;
    if (std::rename(beside.c_str(), config.ready_file->c_str()) != 0) {
      throw std::runtime_error("cannot write the ready file " + *config.ready_file +
                               ": choose another --ready-file");
    }
  }
  std::cout << text << std::flush;
}

int Run(const Config& config) {
  asio::io_context io(1);
  const api_spec::Spec& spec = api_spec::Spec::BuiltIn();
  const server::DataDirectory data(config.data_dir);
  storage::Store store(data.Database());
  const server::RunDirectory run_directory;
  storage::Objects objects(
      data.Objects().value_or(std::filesystem::path(run_directory.path()) / "objects"),
      data.Objects().has_value(), {config.buckets.begin(), config.buckets.end()});
  engine::Clock clock;

  std::unique_ptr<mqtt_bridge::Bridge> bridge;
  server::Service service(store, objects, clock, config.settings,
                          [&](const engine::Notice& notice) { bridge->Publish(notice); });
  Background background(io, service);

  bridge = std::make_unique<mqtt_bridge::Bridge>(
      io, spec,
      [&](const mqtt_bridge::Route& route, json input) {
        json output =
            service.Call(*route.operation,
                         {config.settings.region, "", route.namespace_id, /*over_mqtt=*/true},
                         std::move(input));
        background.Nudge();
        return output;
      },
      [&] { return service.Now(); });

  server::CertificateWithKey authority;
  store.Atomically([&] { authority = server::AuthorityIn(store); });
  std::unique_ptr<SecureListeners> secure;
  http::Admin admin(service, IOT_JOBS_LOCAL_VERSION, authority.certificate,
                    [&] { return bridge->connected(); });
  http::Api api(spec, service, config.settings.region, admin);
  std::optional<http::S3Client> s3_client;
  if (!config.settings.s3_host.empty()) {
    s3_client.emplace(io, config.settings.s3_host, config.settings.region, config.settings.keys,
                      [&] { return service.Now(); });
    api.SetFetch([&](const engine::S3Location& location, const http::S3Client::Taken& taken) {
      s3_client->Fetch(location, [&, taken](server::FetchedSource fetched) {
        taken(std::move(fetched));
        background.Nudge();
      });
    });
  }
  http::ObjectStore object_store(objects, config.settings.keys, config.settings.region,
                                 [&] { return service.Now(); });
  http::HttpServer http(
      io, config.bind, config.http_port,
      [&](const http::Request& request) {
        http::Response response = api.Handle(request);
        background.Nudge();
        if (secure) secure->Recheck();
        return response;
      },
      {}, object_store.Shared());
  service.SetOwnHost(Url("http", config.bind, http.port()).substr(std::strlen("http://")));
  std::optional<http::HttpServer> s3;
  if (config.s3_port) {
    s3.emplace(io, config.bind, *config.s3_port, nullptr, http::HttpServer::Limits(),
               object_store.Alone(), "--s3-port");
  }

  std::unique_ptr<mqtt_bridge::Broker> broker;
  mqtt_bridge::Address address{.port = config.broker_port,
                               .client_id = "iot-jobs-local-" + engine::NewUuid()};
  nlohmann::ordered_json ready{{"ready", true},
                               {"http", Url("http", config.bind, http.port())}};
  if (config.broker_host) {
    address.host = *config.broker_host;
    ready["mqtt"] = Url("mqtt", address.host, address.port);
  } else {
    broker = std::make_unique<mqtt_bridge::Broker>(
        io, mqtt_bridge::BrokerSettings{.bind = config.bind,
                                        .plain = config.plain_mqtt,
                                        .mqtt_port = config.mqtt_port,
                                        .directory = run_directory.path(),
                                        .plugin_path = server::FindPlugin()});
    address = broker->EmulatorAddress();
    if (config.plain_mqtt) ready["mqtt"] = Url("mqtt", config.bind, broker->mqtt_port());
    secure = std::make_unique<SecureListeners>(io, config, store, service, authority,
                                               broker->socket_path());
    for (const auto& [key, port] : secure->Ports()) {
      ready[key] = Url("mqtts", config.bind, port);
    }
  }
  if (s3) ready["s3"] = Url("http", config.bind, s3->port());
  ready["ca"] =
      WriteAuthority(data.path().value_or(run_directory.path()), authority.certificate);
  ready["pid"] = ::getpid();
  bridge->OnPresence(
      [&](const std::string& client_id) {
        return secure ? secure->IdentityOf(client_id) : engine::Identity{};
      },
      [&](const engine::Presence& presence) {
        if (const auto notice = engine::PresenceNotice(presence, service.Now())) {
          bridge->Publish(*notice);
        }
        KeepConnectivity(service, presence);
      });
  // Whoever was connected when the program ended is so no longer.
  service.DisconnectAll("SERVER_ERROR");
  bridge->Start(address, [&] {
    SayReady(config, ready);
    background.Start();
  });

  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) {
    http.Stop();
    if (s3) s3->Stop();
    background.Stop();
    bridge->Stop();
    if (secure) secure->Stop();
    io.stop();
  });
  io.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const server::CommandLine line = server::ReadCommandLine(argc, argv);
  if (!line.config) return line.exit_code;
  server::StartLog(line.config->log_level);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Run(*line.config);
  } catch (const std::exception& failure) {
    std::cerr << "iot-jobs-local: " << failure.what() << std::endl;
    return 1;
  }
}
