#include "server/devices/devices.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/broker/publication.h"
#include "engine/uuid.h"
#include "server/operations/identity/first_connection.h"
#include "server/program/directories.h"
#include "server/program/ready_line.h"
#include "storage/changes.h"
#include "storage/identity/certificates.h"

namespace server {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds kPatience{2};

// Connections over WebSocket end when they have lived as long as AWS lets them.
DueSource LivesOf(mqtt_bridge::WebSocketFront& front) {
  return {.upcoming =
              [&front](int most) {
                std::vector<Due> due;
                for (const auto& life : front.Lives(most)) {
                  due.push_back({.at = life.end, .row = life.number});
                }
                return due;
              },
          .act = [&front](Context&, const Due& due) { front.End(due.row); },
          .tell =
              [&front](Context&, const Due& due) {
                json told = {{"kind", "webSocketEnds"}, {"why", "a WebSocket connection ends"}};
                const std::string client = front.ClientOf(due.row);
                if (!client.empty()) {
                  told["why"] = "the WebSocket connection of client " + client + " ends";
                }
                return told;
              }};
}

RejectionEntry RejectionOf(const mqtt_bridge::Rejection& rejection) {
  return {.operation = rejection.operation,
          .client_id = Journal::Shortened(rejection.client_id),
          .thing = Journal::Shortened(rejection.thing),
          .topic = Journal::Shortened(rejection.topic),
          .code = rejection.code,
          .message = Journal::Shortened(rejection.message)};
}

// Operations of the broker's data plane check; what they are for is done here.
void Carry(const Call& call, mqtt_bridge::Bridge& bridge) {
  if (call.operation.plane != api_spec::Plane::kIotData) return;
  if (call.operation.name == "Publish") bridge.Publish(engine::ReadPublication(call.input));
  if (call.operation.name == "DeleteConnection") {
    bridge.Disconnect(call.input.at("clientId"),
                      !call.input.value("preventWillMessage", false));
  }
}

}  // namespace

Devices::Devices(boost::asio::io_context& io, const Config& config, storage::Store& store,
                 Service& service, Journal& journal, MqttSessions& sessions, Faults& faults,
                 Delays& delays, const engine::CertificateWithKey& certificate,
                 const std::string& directory)
    : config_(config),
      store_(store),
      service_(service),
      journal_(journal),
      sessions_(sessions),
      bridge_(
          io, api_spec::Spec::BuiltIn(),
          [this](const mqtt_bridge::Route& route, const std::string& client_id, json input,
                 const std::function<void(const mqtt_bridge::Run&)>& ready) {
            Prepare(route, client_id, std::move(input), ready);
          },
          [this] { return service_.Now(); }),
      clients_(engine::BrokerRules(config.lifted),
               [this](const json& refusal) { journal_.Refused(refusal, service_.Now()); }),
      address_{.port = config.broker_port, .client_id = "iot-jobs-local-" + engine::NewUuid()},
      hooks_(io, config.settings.hooks,
             [this](const std::string& client_id) {
               return clients_.IdentityOf(client_id).principal;
             }),
      away_since_(service.Now()),
      index_lag_(io, [this](const std::string& client_id) { service_.IndexClient(client_id); }),
      patience_(io) {
  if (config.broker_host) {
    address_.host = *config.broker_host;
  } else {
    StartBroker(io, certificate, directory);
  }
  Listen();
  LetFail(faults, delays);
  if (config.answers_unsubscribed) bridge_.AnswerUnsubscribed();
}

void Devices::LetFail(Faults& faults, Delays& delays) {
  clients_.SetFaults(
      {.any = [&faults] { return faults.Any(); },
       .strike = [&faults](const engine::Occasion& packet) { return faults.Strike(packet); }});
  bridge_.SetFaults(
      {.any = [&faults] { return faults.Any(); },
       .strike =
           [&faults](const engine::Occasion& occasion) { return faults.Strike(occasion); },
       .hold =
           [&delays](engine::Duration length, std::string what, std::size_t bytes,
                     std::function<void()> go) {
             delays.Hold(length,
                         {.what = std::move(what), .bytes = bytes, .go = std::move(go)});
           },
       .restart_broker = [this] { broker_->Restart(); }});
}

void Devices::Prepare(const mqtt_bridge::Route& route, const std::string& client_id, json input,
                      const std::function<void(const mqtt_bridge::Run&)>& ready) {
  const auto call =
      std::make_shared<Call>(*route.topic->operation,
                             Caller{.region = config_.settings.region,
                                    .host = "",
                                    .namespace_id = std::string(route.Value("namespaceId")),
                                    .over_mqtt = true,
                                    .client_id = client_id,
                                    .topic = std::string(route.whole)},
                             std::move(input));
  call->id = engine::NewUuid();
  const auto run = [this, call] { return service_.Run(*call); };
  const auto get = service_.NeededFirst(*call);
  if (!get) return ready(run);
  get([call, run, ready](Beforehand got) {
    call->caller.beforehand = std::make_shared<Beforehand>(std::move(got));
    ready(run);
  });
}

void Devices::StartBroker(boost::asio::io_context& io,
                          const engine::CertificateWithKey& certificate,
                          const std::string& directory) {
  broker_ = std::make_unique<mqtt_bridge::Broker>(
      io, mqtt_bridge::BrokerSettings{
              .bind = config_.bind,
              .plain = config_.plain_mqtt,
              .mqtt_port = config_.mqtt_port,
              .refuses_unintroduced = config_.device_auth == DeviceAuth::kPolicy,
              .lifted = config_.lifted,
              .directory = directory,
              .plugin_path = FindPlugin()});
  address_ = broker_->EmulatorAddress();
  secure_.emplace(
      io, config_, clients_, [this](const std::string& id) { return Admits(id); }, certificate,
      broker_->socket_path(), [this](const std::string& pem) { FirstConnection(pem); });
  web_socket_.emplace(io, broker_->socket_path(), clients_);
  service_.due().Add(LivesOf(*web_socket_));
  enrichment_.emplace(store_,
                      [this](const std::string& text) { bridge_.Enrich(text, UnderWay()); });
  bridge_.OnEnrichmentAsked([this] { enrichment_->TellAll(); });
  if (config_.device_auth == DeviceAuth::kPolicy || config_.verify_signatures) HoldToPolicies();
}

void Devices::HoldToPolicies() {
  access_.emplace(
      store_, config_.settings,
      AccessRules{.certificates_need_policies = config_.device_auth == DeviceAuth::kPolicy,
                  .keys = config_.verify_signatures ? config_.credentials
                                                    : std::vector<engine::Credential>()},
      address_.client_id, [this](const std::string& text) { ChangePermissions(text); });
  clients_.SetIntroduction(
      [this](const engine::ConnectAttempt& attempt) { return access_->Introduce(attempt); },
      [this](const std::string& user_name) { access_->Ended(user_name); });
}

std::function<void()> Devices::UnderWay() {
  ++changes_under_way_;
  return [this] {
    if (--changes_under_way_ > 0) return;
    broker_hangs_ = false;
    LetGo();
  };
}

void Devices::LetGo() {
  patience_.cancel();
  for (const auto& then : std::exchange(waiting_, {})) then();
}

void Devices::ChangePermissions(const std::string& text) {
  bridge_.ChangePermissions(text, UnderWay());
}

void Devices::WhenInForce(std::function<void()> then) {
  if (IsInForce()) return then();
  waiting_.push_back(std::move(then));
  if (waiting_.size() > 1) return;
  patience_.expires_after(kPatience);
  patience_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    spdlog::warn(
        "the broker does not say that devices are held to what has changed in their "
        "permissions; answers no longer wait for it");
    broker_hangs_ = true;
    LetGo();
  });
}

// To what the service and the broker tell.
void Devices::Listen() {
  bridge_.OnPresence(
      [this](const std::string& client_id) { return clients_.IdentityOf(client_id); },
      [this](engine::Presence presence) {
        // Asked in any case, so that it is forgotten of who comes anew.
        const bool ended = web_socket_ && web_socket_->WasEnded(presence.client_id);
        if (ended && !presence.connected) {
          presence.disconnect_reason = "WEBSOCKET_TTL_EXPIRATION";  // AWS
        }
        service_.ClientChanged(presence);
        if (presence.connected) index_lag_.Came(presence.client_id);
      });
  bridge_.OnLost([this] { away_since_ = service_.Now(); });
  bridge_.OnRefusal(
      [this](const std::string& told) { journal_.Refused(json::parse(told), service_.Now()); });
  bridge_.OnMessage([this](const mqtt_bridge::Passing& message) {
    journal_.Passed(service_.Now(), message.received, message.topic, message.client_id,
                    message.payload, message.payload_bytes);
  });
  bridge_.OnSubscription([this](const mqtt_bridge::SubscriptionChange& change) {
    const std::string client(change.client_id);
    const std::string filter(change.filter);
    if (change.ended) {
      sessions_.Unsubscribed(client, filter);
    } else {
      sessions_.Subscribed(client, filter, change.qos);
    }
    if (change.known_before) return;
    journal_.Add(service_.Now(), SubscriptionEntry{.client_id = Journal::Shortened(client),
                                                   .filter = Journal::Shortened(filter),
                                                   .qos = change.qos,
                                                   .ended = change.ended});
  });
  bridge_.OnRejection([this](const mqtt_bridge::Rejection& rejection) {
    journal_.Add(service_.Now(), RejectionOf(rejection));
  });
  hooks_.Serve(service_.needs());
  service_.OnCommitted([this](const Committed& committed) {
    if (committed.changes.erased_all) hooks_.Cancel();
    for (const engine::Notice& notice : committed.notices) bridge_.Publish(notice);
    if (committed.call != nullptr) Carry(*committed.call, bridge_);
    if (secure_ && committed.changes.certificates) secure_->Recheck();
    if (access_) access_->Renew(committed.changes.access);
    if (enrichment_) enrichment_->Renew(committed.changes);
    // A reset sets the clock, and ends no connection; a clock that is set back would give it
    // more time.
    if (web_socket_ && (committed.changes.erased_all || committed.changes.clock_went_back)) {
      web_socket_->Prolong(committed.at + engine::kLongestWebSocket);
    }
  });
}

bool Devices::Admits(const std::string& certificate_id) const {
  if (config_.device_auth == DeviceAuth::kNone) return true;
  const auto certificate = storage::Certificates(store_).Find(certificate_id);
  return certificate && engine::Admits(*certificate, service_.Now());
}

// AWS: the device is disconnected, and comes again.
void Devices::FirstConnection(const std::string& pem) {
  try {
    service_.Cause([&](Context& c) { return RegisterOnFirstConnection(c, pem); });
  } catch (const std::exception& problem) {
    spdlog::warn("a device could not be registered on its first connection: {}",
                 problem.what());
  }
}

void Devices::TakeWebSocket(net::Socket socket, const std::string& handshake,
                            engine::Identity identity) {
  const bool ends =
      engine::BrokerRules(config_.lifted).Holds(engine::BrokerRule::kWebSocketLife);
  web_socket_->Take(
      std::move(socket), handshake, std::move(identity),
      ends ? std::optional(service_.Now() + engine::kLongestWebSocket) : std::nullopt);
  service_.due().Changed();
}

void Devices::AddUrls(nlohmann::ordered_json& ready) const {
  if (!broker_) {
    ready["mqtt"] = Url("mqtt", address_.host, address_.port);
    return;
  }
  if (config_.plain_mqtt) ready["mqtt"] = Url("mqtt", config_.bind, broker_->mqtt_port());
  for (const auto& [key, port] : secure_->Ports()) {
    ready[key] = Url("mqtts", config_.bind, port);
  }
}

void Devices::Start(std::function<void()> on_ready) {
  bridge_.Start(address_, std::move(on_ready));
}

void Devices::Stop() {
  index_lag_.Stop();
  hooks_.Cancel();
  patience_.cancel();
  bridge_.Stop();
  if (secure_) secure_->Stop();
  if (web_socket_) web_socket_->Stop();
}

}  // namespace server
