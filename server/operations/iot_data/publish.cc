#include <nlohmann/json.hpp>

#include "engine/broker/publication.h"
#include "engine/error.h"
#include "server/operations/tables.h"

namespace server {

using engine::BrokerRule;
using engine::Error;
using engine::ErrorCode;

namespace {

// Checks alone: who speaks to the broker publishes what was accepted.
json Publish(Context& c, const json& in) {
  const engine::Publication message = engine::ReadPublication(in);
  const auto refusal =
      c.settings.broker_rules.RefusedPublish({.topic = message.topic,
                                              .payload_bytes = message.payload.size(),
                                              .qos = message.qos,
                                              .retain = message.retain});
  if (!refusal) return json::object();
  // AWS: as what policies forbid. Its words for the other rules are not documented.
  if (refusal->rule == BrokerRule::kReservedTopics) {
    throw Error(ErrorCode::kForbidden, "Forbidden");
  }
  throw Error(ErrorCode::kInvalidRequest, "The message is refused: " + refusal->why + ".");
}

}  // namespace

OperationTable PublishOperations() {
  return {{"Publish", Publish}};
}

}  // namespace server
