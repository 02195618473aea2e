#include "engine/registry/connectivity.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/registry/thing.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/calls/required.h"
#include "server/operations/tables.h"
#include "storage/registry/connectivity.h"

namespace server {

namespace {

json GetThingConnectivityData(Context& c, const json& in) {
  if (Flag(in, "includeSocketInformation")) {
    throw engine::Error(
        engine::ErrorCode::kNotImplemented,
        "includeSocketInformation is not emulated yet; see docs/differences.md");
  }
  const std::string thing = RequireThing(c, Text(in, "thingName")).name;
  const auto known = storage::Connectivity(c.store).Find(thing);
  json output = {{"thingName", thing}, {"connected", known && known->connected}};
  if (!known) return output;
  output["timestamp"] = Seconds(known->at);
  output["clientId"] = thing;
  if (!known->connected) output["disconnectReason"] = known->disconnect_reason;
  return output;
}

}  // namespace

OperationTable ConnectivityOperations() {
  return {{"GetThingConnectivityData", GetThingConnectivityData}};
}

}  // namespace server
