#include "server/http_ports.h"

#include <boost/asio/ip/host_name.hpp>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/access/device_access.h"
#include "server/console/console.h"
#include "server/http/connections/tls_front.h"
#include "server/http/request_entry.h"
#include "server/http/rest_json.h"
#include "server/program/own_answers.h"
#include "server/program/ready_line.h"
#include "storage/identity/certificates.h"

namespace server {

namespace {

// With as many bytes of objects as one may ask for.
constexpr std::size_t kLargestState = std::size_t{320} << 20;
// With as many bytes of files as a seed may name, in base 64.
constexpr std::size_t kLargestSeed = std::size_t{96} << 20;

http::Response NoWebSocket(const http::Request& /*any*/) {
  return http::Refusal(404, "UnknownOperationException",
                       "This port is for MQTT over WebSocket, at /mqtt.");
}

std::shared_ptr<const http::Visitors> VisitorsOf(const Config& config) {
  std::vector<std::string> names = config.hostnames;
  names.push_back(boost::asio::ip::host_name());
  if (!config.settings.public_host.empty()) names.push_back(config.settings.public_host);
  return std::make_shared<const http::Visitors>(names, config.cors_origins);
}

}  // namespace

HttpPorts::HttpPorts(boost::asio::io_context& io, const Config& config, storage::Store& store,
                     storage::Objects& objects, Service& service, Journal& journal,
                     const Connections& connections, Metrics& metrics, Fleets& fleets,
                     Faults& faults, Delays& delays, const Certificates& certificates,
                     Devices& devices)
    : io_(io),
      config_(config),
      service_(service),
      journal_(journal),
      devices_(devices),
      waits_(io, service, journal),
      live_(journal),
      tools_{.service = service,
             .journal = journal,
             .connections = connections,
             .waits = waits_,
             .live = live_,
             .faults = faults,
             .metrics = metrics,
             .fleets = fleets,
             .version = IOT_JOBS_LOCAL_VERSION,
             .ca_certificate = certificates.authority.certificate,
             .broker_away_since = [&devices] { return devices.AwaySince(); },
             .messages_under_way = [&devices] { return devices.MessagesUnderWay(); },
             .check_answers = config.settings.check_answers},
      visitors_(VisitorsOf(config)),
      own_(api_spec::Spec::BuiltIn(), OwnAnswers(tools_), *visitors_),
      faults_(faults, delays),
      neighbours_(config.settings.account_id),
      api_(api_spec::Spec::BuiltIn(), service, config.settings.region, own_, *visitors_),
      object_store_(objects, config.settings.keys, config.settings.region,
                    config.settings.account_id, [&service] { return service.Now(); }),
      object_faults_(faults_, [&service] { return service.Now(); }) {
  LetIn(store);
  TellJournal();
  api_.SetFaults(faults_);
  if (!config.settings.s3_host.empty()) {
    s3_client_.emplace(io, config.settings.s3_host, config.settings.region,
                       config.settings.keys, [&service] { return service.Now(); });
    s3_client_->Serve(service.needs());
    stream_objects_.emplace(*s3_client_);
    stream_objects_->Serve(service.needs());
  }
  Listen(certificates.server);
}

// All that is no operation of AWS IoT's goes into the journal, but for the console and our own
// API's answers to questions: who looks leaves no trace.
void HttpPorts::TellJournal() {
  api_.SetOnOther([this](const http::Request& request, const http::Response& response) {
    const bool is_question = request.method == "GET" && response.status < 400;
    const std::string& target = request.target;
    if (is_question && (target.starts_with("/_emulator/") || target.starts_with("/console") ||
                        response.status == 302)) {
      return;
    }
    journal_.Add(service_.Now(), http::RequestEntryOf(request, response, false));
  });
  object_store_.SetOnAnswer(
      [this](const http::Request& request, const http::Response& response) {
        if (http::IsOnlyLooking(request)) return;
        journal_.Add(service_.Now(), http::RequestEntryOf(request, response, true));
      });
}

// Says who may do what.
void HttpPorts::LetIn(storage::Store& store) {
  api_.SetElsewhere([this](const http::Request& request, const http::Target& target) {
    auto page = console::Answer(console::Assets(), request, target);
    return page ? std::move(page) : neighbours_.Answer(request, target);
  });
  if (config_.verify_signatures) {
    access_.emplace(
        config_.credentials, config_.settings.account_id, [this] { return service_.Now(); },
        config_.settings.keys);
    api_.SetAccess(*access_);
    neighbours_.SetAccess(*access_);
  }
  if (config_.device_auth != DeviceAuth::kPolicy) return;
  api_.SetDeviceAccess([this, &store](const http::Peer& device,
                                      const api_spec::Operation& operation,
                                      const nlohmann::json& input) {
    const Settings& settings = config_.settings;
    const engine::ConnectAttempt attempt{
        .identity = {device.certificate_id, device.ip_address},
        // AWS: only there does a device say for which thing it asks.
        .client_id = operation.plane == api_spec::Plane::kCredentials
                         ? input.value("thingName", "")
                         : std::string()};
    // AWS: that the thing is not the certificate's is told first, by the operation.
    if (!attempt.client_id.empty() &&
        !storage::Certificates(store).IsAttached(attempt.client_id, device.certificate_id)) {
      return true;
    }
    for (const auto& needed :
         http::NeededFor(operation, input, settings.region, settings.account_id)) {
      const auto refusal = RefusedRequest(store, settings, attempt, needed);
      if (!refusal) continue;
      journal_.Refused(*refusal, service_.Now());
      return false;
    }
    return true;
  });
}

http::Protocols HttpPorts::ProtocolsWith(const engine::CertificateWithKey& server) {
  http::Protocols protocols{
      .tls = std::make_shared<http::TlsFront>(io_, server.certificate, server.private_key,
                                              /*asks_for_certificates=*/false),
      .visitors = visitors_};
  if (config_.broker_host) return protocols;
  protocols.web_socket_path = "/mqtt";
  protocols.web_socket = [this](net::Socket socket, const std::string& handshake,
                                const http::Peer& peer) {
    devices_.TakeWebSocket(std::move(socket), handshake,
                           {peer.access_key_id, peer.ip_address, peer.over_tls ? "wss" : "ws"});
  };
  if (access_) {
    protocols.web_socket_refusal = [this](const http::Request& handshake, http::Peer& peer) {
      return access_->HandshakeRefusal(handshake, peer);
    };
  }
  return protocols;
}

void HttpPorts::Listen(const engine::CertificateWithKey& server) {
  const http::Protocols protocols = ProtocolsWith(server);
  http::HttpServer::Limits limits;
  limits.body_bytes_of = {{"/_emulator/state", kLargestState},
                          {"/_emulator/seed", kLargestSeed}};
  http_.emplace(
      io_, config_.bind, config_.http_port,
      [this](const http::Request& request) { return OnceInForce(api_.Handle(request)); },
      limits, object_faults_.Around(object_store_.Shared()), "--http-port", protocols);
  service_.SetOwnHost(url().substr(std::strlen("http://")));
  if (config_.s3_port) {
    s3_.emplace(io_, config_.bind, *config_.s3_port, nullptr, limits,
                object_faults_.Around(object_store_.Alone()), "--s3-port",
                http::Protocols{.visitors = visitors_});
  }
  if (config_.https_port) {
    https_.emplace(
        io_, config_.bind, *config_.https_port,
        [this](const http::Request& request) {
          return api_.HandleForDevice(request, devices_.Admits(request.peer.certificate_id));
        },
        limits, http::Streaming(), "--https-port",
        http::Protocols{
            .tls = std::make_shared<http::TlsFront>(io_, server.certificate, server.private_key,
                                                    /*asks_for_certificates=*/true),
            .only_tls = true});
  }
  ListenForWebSocket(protocols);
}

http::Response HttpPorts::OnceInForce(http::Response response) {
  if (response.go_on) {
    response.go_on = [this, go_on = std::move(response.go_on)] { return OnceInForce(go_on()); };
    return response;
  }
  if (!response.later && devices_.IsInForce()) return response;
  if (response.later) {
    response.later = [this,
                      later = std::move(response.later)](const http::Response::Answer& take) {
      later([this, take](http::Response answer) { GiveInForce(std::move(answer), take); });
    };
    return response;
  }
  http::Response late;
  late.later = [this, answer = std::make_shared<http::Response>(std::move(response))](
                   const http::Response::Answer& take) {
    GiveInForce(std::move(*answer), take);
  };
  return late;
}

void HttpPorts::GiveInForce(http::Response response, const http::Response::Answer& take) {
  devices_.WhenInForce([answer = std::make_shared<http::Response>(std::move(response)), take] {
    take(std::move(*answer));
  });
}

void HttpPorts::ListenForWebSocket(const http::Protocols& protocols) {
  const auto listen = [&](std::optional<http::HttpServer>& server,
                          const std::optional<int>& port, const char* flag, bool over_tls) {
    if (!port) return;
    http::Protocols alone = protocols;
    alone.only_tls = over_tls;
    if (!over_tls) alone.tls = nullptr;
    server.emplace(io_, config_.bind, *port, NoWebSocket, http::HttpServer::Limits(),
                   http::Streaming(), flag, alone);
  };
  listen(ws_, config_.ws_port, "--ws-port", false);
  listen(wss_, config_.wss_port, "--wss-port", true);
}

std::string HttpPorts::url() const {
  return Url("http", config_.bind, http_->port());
}

void HttpPorts::AddUrls(nlohmann::ordered_json& ready) const {
  if (!config_.broker_host) {
    ready["ws"] = Url("ws", config_.bind, (ws_ ? *ws_ : *http_).port()) + "/mqtt";
    ready["wss"] = Url("wss", config_.bind, (wss_ ? *wss_ : *http_).port()) + "/mqtt";
  }
  if (https_) ready["https"] = Url("https", config_.bind, https_->port());
  if (s3_) ready["s3"] = Url("http", config_.bind, s3_->port());
}

void HttpPorts::Stop() {
  for (auto* server : {&http_, &s3_, &https_, &ws_, &wss_}) {
    if (*server) (*server)->Stop();
  }
}

}  // namespace server
