#include <nlohmann/json.hpp>

#include "engine/clock.h"
#include "engine/error.h"
#include "engine/registry/connectivity.h"
#include "server/calls/input.h"
#include "server/operations/tables.h"
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
  return {{"GetConnection", GetConnection}, {"DeleteConnection", DeleteConnection}};
}

}  // namespace server
