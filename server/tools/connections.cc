#include "server/journal/clients/connections.h"

#include <nlohmann/json.hpp>

#include "engine/plain_words.h"
#include "server/calls/operation.h"
#include "server/tools/tools.h"
#include "storage/identity/certificates.h"

namespace tools {
namespace {

using nlohmann::json;

std::string ConnectionsAsText(const json& answer) {
  std::string text;
  for (const json& one : answer["connections"]) {
    text += one["clientId"].get<std::string>() + "  since " + one["since"].get<std::string>() +
            " by " + one["listener"].get<std::string>() + ", " +
            one["protocol"].get<std::string>();
    if (one.contains("principal")) text += ", as " + one["principal"].get<std::string>();
    if (one.contains("thingName")) text += ", thing " + one["thingName"].get<std::string>();
    text += "\n";
  }
  return text.empty() ? "Nobody is connected.\n" : text;
}

json Shown(server::Context& c, const server::Connection& connection) {
  const engine::Identity& identity = connection.client.identity;
  json shown = {{"clientId", connection.client.client_id},
                {"since", engine::PlainInstant(connection.since)},
                {"listener", identity.listener},
                {"protocol", connection.client.protocol},
                {"ipAddress", identity.ip_address}};
  if (identity.principal.empty()) return shown;
  shown["principal"] = identity.principal;
  const auto thing = storage::Certificates(c.store).ThingSpokenFor(identity.principal,
                                                                   connection.client.client_id);
  if (thing) shown["thingName"] = *thing;
  return shown;
}

}  // namespace

Answer ListConnections(Tools& tools, const json& /*input*/) {
  json list = tools.service.Ask([&](server::Context& c) {
    json shown = json::array();
    for (const auto& [id, connection] : tools.connections.All()) {
      shown.push_back(Shown(c, connection));
    }
    return shown;
  });
  return {.value = {{"connections", std::move(list)}}, .as_text = ConnectionsAsText};
}

}  // namespace tools
