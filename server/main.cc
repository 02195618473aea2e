// Wiring, top to bottom.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/registry/targets.h"
#include "mqtt_bridge/broker/broker.h"
#include "mqtt_bridge/front/websocket_door.h"
#include "mqtt_bridge/requests/bridge.h"
#include "server/access/authority.h"
#include "server/access/device_access.h"
#include "server/http/api.h"
#include "server/http/api_access.h"
#include "server/http/http_server.h"
#include "server/http/rest_json.h"
#include "server/http/tls_front.h"
#include "server/operations/operations.h"
#include "server/program/config.h"
#include "server/program/directories.h"
#include "server/program/log.h"
#include "server/program/ready_line.h"
#include "server/program/run_command.h"
#include "server/program/secure_listeners.h"
#include "server/s3/object_store.h"
#include "server/s3/s3_client.h"
#include "server/service/background.h"
#include "server/service/service.h"
#include "server/tools/admin.h"
#include "storage/identity/certificates.h"
#include "storage/objects/objects.h"
#include "storage/store.h"

namespace {

namespace asio = boost::asio;
using nlohmann::json;
using server::Config;
using server::Url;

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

// For every name that this machine may be called by.
server::CertificateWithKey ServerCertificate(const Config& config,
                                             const server::CertificateWithKey& authority) {
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1", asio::ip::host_name()};
  hosts.insert(hosts.end(), config.hostnames.begin(), config.hostnames.end());
  return server::NewServerCertificate(authority, hosts);
}

http::Response NoWebSocket(const http::Request& /*any*/) {
  return http::Refusal(404, "UnknownOperationException",
                       "This port is for MQTT over WebSocket, at /mqtt.");
}

// Where clients find the certificate that they are to trust.
std::string WriteAuthority(const std::filesystem::path& directory, const std::string& pem) {
  const std::filesystem::path path = directory / "ca.pem";
  std::ofstream(path) << pem;
  return path.string();
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
  server::Service service(store, objects, clock, server::FindOperation, config.settings,
                          [&](const engine::Notice& notice) { bridge->Publish(notice); });
  server::Background background(io, service);

  bridge = std::make_unique<mqtt_bridge::Bridge>(
      io, spec,
      [&](const mqtt_bridge::Route& route, json input) {
        json output =
            service.Call(*route.topic->operation,
                         {config.settings.region, "", std::string(route.Value("namespaceId")),
                          /*over_mqtt=*/true},
                         std::move(input));
        background.Nudge();
        return output;
      },
      [&] { return service.Now(); });

  server::CertificateWithKey authority;
  store.Atomically([&] {
    if (config.authority) server::UseAuthority(store, *config.authority);
    authority = server::AuthorityIn(store);
  });
  const server::CertificateWithKey server = config.server_certificate
                                                ? *config.server_certificate
                                                : ServerCertificate(config, authority);
  const auto admits = [&](const std::string& certificate_id) {
    if (config.device_auth == server::DeviceAuth::kNone) return true;
    const auto certificate = storage::Certificates(store).Find(certificate_id);
    return certificate && engine::Admits(*certificate, service.Now());
  };
  mqtt_bridge::Clients clients(engine::BrokerRules(config.lifted), [&](const json& refusal) {
    service.refusals().Add(refusal, service.Now());
  });
  std::unique_ptr<server::DeviceAccess> device_access;
  std::unique_ptr<server::SecureListeners> secure;
  std::unique_ptr<mqtt_bridge::WebSocketDoor> web_socket;
  http::Admin admin(service, IOT_JOBS_LOCAL_VERSION, authority.certificate,
                    [&] { return bridge->connected(); });
  http::Api api(spec, service, config.settings.region, admin);
  std::optional<http::ApiAccess> access;
  if (config.verify_signatures) {
    access.emplace(config.credentials, config.settings.account_id,
                   [&] { return service.Now(); });
    api.SetAccess(*access);
  }
  const bool by_policy = config.device_auth == server::DeviceAuth::kPolicy;
  if (by_policy) {
    api.SetDeviceAccess([&](const http::Peer& device, const std::string& operation,
                            const std::string& thing) {
      const auto refusal = server::RefusedRequest(
          store, config.settings, {device.certificate_id, device.ip_address}, operation, thing);
      if (refusal) service.refusals().Add(*refusal, service.Now());
      return !refusal;
    });
  }
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
  http::Doors doors{.tls = std::make_shared<http::TlsFront>(io, server.certificate,
                                                            server.private_key,
                                                            /*asks_for_certificates=*/false)};
  if (!config.broker_host) {
    doors.web_socket_path = "/mqtt";
    doors.web_socket = [&](http::Socket socket, const std::string& handshake,
                           const http::Peer& peer) {
      if (!web_socket) return;
      web_socket->Take(std::move(socket), handshake, {peer.access_key_id, peer.ip_address});
    };
    if (access) {
      doors.web_socket_refusal = [&](const http::Request& handshake, http::Peer& peer) {
        return access->HandshakeRefusal(handshake, peer);
      };
    }
  }
  http::HttpServer http(
      io, config.bind, config.http_port,
      [&](const http::Request& request) {
        http::Response response = api.Handle(request);
        background.Nudge();
        if (secure) secure->Recheck();
        if (device_access) device_access->Renew();
        return response;
      },
      {}, object_store.Shared(), "--http-port", doors);
  service.SetOwnHost(Url("http", config.bind, http.port()).substr(std::strlen("http://")));
  std::optional<http::HttpServer> s3;
  if (config.s3_port) {
    s3.emplace(io, config.bind, *config.s3_port, nullptr, http::HttpServer::Limits(),
               object_store.Alone(), "--s3-port");
  }
  std::optional<http::HttpServer> https;
  if (config.https_port) {
    https.emplace(
        io, config.bind, *config.https_port,
        [&](const http::Request& request) {
          http::Response response =
              api.HandleForDevice(request, admits(request.peer.certificate_id));
          background.Nudge();
          return response;
        },
        http::HttpServer::Limits(), http::Streaming(), "--https-port",
        http::Doors{
            .tls = std::make_shared<http::TlsFront>(io, server.certificate, server.private_key,
                                                    /*asks_for_certificates=*/true),
            .only_tls = true});
  }
  std::optional<http::HttpServer> ws, wss;
  if (config.ws_port) {
    http::Doors plain = doors;
    plain.tls = nullptr;
    ws.emplace(io, config.bind, *config.ws_port, NoWebSocket, http::HttpServer::Limits(),
               http::Streaming(), "--ws-port", plain);
  }
  if (config.wss_port) {
    http::Doors secret = doors;
    secret.only_tls = true;
    wss.emplace(io, config.bind, *config.wss_port, NoWebSocket, http::HttpServer::Limits(),
                http::Streaming(), "--wss-port", secret);
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
                                        .refuses_strangers = by_policy,
                                        .lifted = config.lifted,
                                        .directory = run_directory.path(),
                                        .plugin_path = server::FindPlugin()});
    address = broker->EmulatorAddress();
    if (config.plain_mqtt) ready["mqtt"] = Url("mqtt", config.bind, broker->mqtt_port());
    secure = std::make_unique<server::SecureListeners>(io, config, store, clients, admits,
                                                       server, broker->socket_path());
    web_socket =
        std::make_unique<mqtt_bridge::WebSocketDoor>(io, broker->socket_path(), clients);
    if (by_policy || config.verify_signatures) {
      device_access = std::make_unique<server::DeviceAccess>(
          store, config.settings,
          server::AccessRules{.certificates_need_policies = by_policy,
                              .keys = config.verify_signatures
                                          ? config.credentials
                                          : std::vector<engine::Credential>()},
          address.client_id, [&](const std::string& text) { bridge->ChangePermissions(text); });
      clients.SetIntroduction(
          [&](const engine::ConnectAttempt& attempt) {
            return device_access->Introduce(attempt);
          },
          [&](const std::string& user_name) { device_access->Ended(user_name); });
    }
    for (const auto& [key, port] : secure->Ports()) {
      ready[key] = Url("mqtts", config.bind, port);
    }
    ready["ws"] = Url("ws", config.bind, (ws ? *ws : http).port()) + "/mqtt";
    ready["wss"] = Url("wss", config.bind, (wss ? *wss : http).port()) + "/mqtt";
  }
  if (https) ready["https"] = Url("https", config.bind, https->port());
  if (s3) ready["s3"] = Url("http", config.bind, s3->port());
  ready["ca"] =
      WriteAuthority(data.path().value_or(run_directory.path()), authority.certificate);
  ready["pid"] = ::getpid();
  bridge->OnPresence(
      [&](const std::string& client_id) { return clients.IdentityOf(client_id); },
      [&](const engine::Presence& presence) {
        if (const auto notice = engine::PresenceNotice(presence, service.Now())) {
          bridge->Publish(*notice);
        }
        KeepConnectivity(service, presence);
      });
  bridge->OnRefusal([&](const std::string& told) {
    service.refusals().Add(json::parse(told), service.Now());
  });
  // Whoever was connected when the program ended is so no longer.
  service.DisconnectAll("SERVER_ERROR");
  bridge->Start(address, [&] {
    server::SayReady(config.ready_file, ready);
    background.Start();
  });

  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) {
    http.Stop();
    for (auto* other : {&s3, &https, &ws, &wss}) {
      if (*other) (*other)->Stop();
    }
    background.Stop();
    bridge->Stop();
    if (secure) secure->Stop();
    if (web_socket) web_socket->Stop();
    io.stop();
  });
  io.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const server::CommandLine line = server::ReadCommandLine(argc, argv);
  try {
    if (http::RunCommand(line.commands)) return 0;
    if (!line.config) return line.exit_code;
    server::StartLog(line.config->log_level);
    std::signal(SIGPIPE, SIG_IGN);
    return Run(*line.config);
  } catch (const std::exception& failure) {
    std::cerr << "iot-jobs-local: " << failure.what() << std::endl;
    return 1;
  }
}
