#include <algorithm>
#include <utility>

#include "engine/plain_words.h"
#include "engine/registry/thing.h"
#include "engine/text/nearest.h"
#include "server/calls/required.h"
#include "server/journal/clients/connections.h"
#include "server/journal/journal.h"
#include "server/waits/conditions.h"
#include "storage/identity/certificates.h"

namespace server {
namespace {

using nlohmann::json;

class ConnectionCondition final : public Condition {
 public:
  ConnectionCondition(WantedConnection wanted, const Connections& connections,
                      const Journal& journal)
      : wanted_(std::move(wanted)), connections_(connections), journal_(journal) {}

  Verdict Look(Context& c) override {
    if (!wanted_.thing.empty()) RequireThing(c, wanted_.thing);
    for (const auto& [id, connection] : connections_.All()) {
      if (IsAbout(c, connection.client)) return Here(connection);
    }
    return Gone();
  }

 private:
  const std::string& Name() const {
    return wanted_.thing.empty() ? wanted_.client : wanted_.thing;
  }

  bool IsAbout(Context& c, const engine::Presence& client) const {
    if (client.client_id == Name()) return true;
    if (wanted_.thing.empty() || client.identity.principal.empty()) return false;
    return storage::Certificates(c.store).ThingSpokenFor(client.identity.principal,
                                                         client.client_id) == wanted_.thing;
  }

  Verdict Here(const Connection& connection) const {
    const engine::Presence& client = connection.client;
    return {.holds = wanted_.connected,
            .text = "client " + client.client_id + " is connected since " +
                    engine::PlainInstant(connection.since),
            .nearest = {{"clientId", client.client_id},
                        {"connected", true},
                        {"since", engine::PlainInstant(connection.since)}}};
  }

  Verdict Gone() const {
    const std::string who =
        wanted_.thing.empty() ? "client " + wanted_.client : "the device of " + wanted_.thing;
    Verdict verdict{.holds = !wanted_.connected, .text = who + " is not connected"};
    const auto& entries = journal_.All<ClientEntry>();
    const auto left = std::ranges::find_if(
        entries.rbegin(), entries.rend(),
        [&](const Entry& one) { return std::get<ClientEntry>(one.what).client_id == Name(); });
    if (left != entries.rend()) {
      const auto& client = std::get<ClientEntry>(left->what);
      verdict.text +=
          " since " + engine::PlainInstant(left->at) + ", " + client.disconnect_reason;
      verdict.nearest = {{"clientId", client.client_id},
                         {"connected", false},
                         {"since", engine::PlainInstant(left->at)}};
    } else if (wanted_.connected) {
      TellNearest(verdict);
    }
    return verdict;
  }

  // Of those who are here.
  void TellNearest(Verdict& verdict) const {
    std::vector<std::string> ids;
    for (const auto& [id, connection] : connections_.All()) ids.push_back(id);
    if (ids.empty()) {
      verdict.text += "; nobody is";
      return;
    }
    const std::string nearest = engine::Nearest(Name(), ids);
    if (nearest.empty()) {
      verdict.text += "; " +
                      engine::PlainCount(static_cast<std::int64_t>(ids.size()), "client") +
                      (ids.size() == 1 ? " is" : " are") + ", by other names";
      return;
    }
    verdict.text += "; client " + nearest + " is";
    verdict.nearest = {{"clientId", nearest},
                       {"connected", true},
                       {"since", engine::PlainInstant(connections_.All().at(nearest).since)}};
  }

  const WantedConnection wanted_;
  const Connections& connections_;
  const Journal& journal_;
};

}  // namespace

SharedCondition ConnectionIs(WantedConnection wanted, const Connections& connections,
                             const Journal& journal) {
  return std::make_shared<ConnectionCondition>(std::move(wanted), connections, journal);
}

}  // namespace server
