#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/clock.h"
#include "engine/error.h"
#include "engine/registry/connectivity.h"
#include "server/calls/input.h"
#include "server/operations/page_token.h"
#include "server/operations/tables.h"
#include "storage/identity/certificates.h"
#include "storage/registry/connectivity.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

namespace {

engine::Connectivity RequireConnectivity(Context& c, const std::string& client_id) {
  auto connectivity = storage::Connectivity(c.store).Find(client_id);
  if (!connectivity) {
    throw Error(ErrorCode::kResourceNotFound, "Client " + client_id + " cannot be found.");
  }
  return *std::move(connectivity);
}

// AWS: seconds; MQTT 3 does not say how long, and means an hour here.
constexpr int kSessionOfMqtt3 = 3600;

void ShowSession(Context& c, const engine::MqttSession& session, json& output) {
  const engine::Presence& client = session.client;
  output["cleanSession"] = client.clean_session;
  output["keepAliveDuration"] = client.keep_alive;
  if (client.protocol != "MQTT 5") {
    output["sessionExpiry"] = client.clean_session ? 0 : kSessionOfMqtt3;
  }
  if (client.identity.principal.empty()) return;
  const auto thing = storage::Certificates(c.store).ThingSpokenFor(client.identity.principal,
                                                                   client.client_id);
  if (thing) output["thingName"] = *thing;
}

const engine::MqttSession* SessionOf(const Context& c) {
  return c.caller.beforehand ? c.caller.beforehand->session.get() : nullptr;
}

json GetConnection(Context& c, const json& in) {
  if (Flag(in, "includeSocketInformation")) {
    throw Error(ErrorCode::kNotImplemented,
                "includeSocketInformation is not emulated yet; see docs/differences.md");
  }
  const std::string& client_id = Text(in, "clientId");
  const engine::Connectivity known = RequireConnectivity(c, client_id);
  json output = {{"clientId", client_id},
                 {"connected", known.connected},
                 {known.connected ? "connectedSince" : "disconnectedSince",
                  engine::Milliseconds(known.at)}};
  if (!known.connected) output["disconnectReason"] = known.disconnect_reason;
  if (SessionOf(c) != nullptr) ShowSession(c, *SessionOf(c), output);
  return output;
}

json ListSubscriptions(Context& c, const json& in) {
  constexpr int kPage = 20;  // AWS
  const std::string& client_id = Text(in, "clientId");
  const std::string list = "ListSubscriptions/" + client_id;
  const storage::PageRequest page = PageFrom(in, list, kPage);
  const engine::MqttSession* session = SessionOf(c);
  if (session == nullptr) {
    throw Error(ErrorCode::kResourceNotFound, "Client " + client_id + " cannot be found.");
  }
  json output = {{"subscriptions", json::array()}};
  json& shown = output["subscriptions"];
  const auto& all = session->subscriptions;
  for (auto next = page.after ? all.upper_bound(*page.after) : all.begin(); next != all.end();
       ++next) {
    if (shown.size() == static_cast<std::size_t>(page.limit)) {
      output["nextToken"] = PageToken(list, std::prev(next)->first);
      break;
    }
    shown.push_back({{"topicFilter", next->first}, {"qos", next->second}});
  }
  return output;
}

// Checks alone: who speaks to the broker ends the connection.
json DeleteConnection(Context& c, const json& in) {
  if (Flag(in, "cleanSession")) {
    throw Error(ErrorCode::kNotImplemented,
                "cleanSession is not emulated yet: the session stays; see docs/differences.md");
  }
  const std::string& client_id = Text(in, "clientId");
  if (!RequireConnectivity(c, client_id).connected) {
    throw Error(ErrorCode::kResourceNotFound, "Client " + client_id + " is not connected.");
  }
  return json::object();
}

}  // namespace

OperationTable ConnectionOperations() {
  return {{"GetConnection", GetConnection},
          {"ListSubscriptions", ListSubscriptions},
          {"DeleteConnection", DeleteConnection}};
}

}  // namespace server
