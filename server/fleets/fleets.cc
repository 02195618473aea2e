#include "server/fleets/fleets.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "engine/error.h"
#include "storage/changes.h"

namespace server {

namespace {

using nlohmann::json;
using virtual_devices::Broker;
using virtual_devices::FleetPlan;

// Ours. Each takes four file descriptors, of which libmosquitto has three; others need some,
// too.
constexpr int kMostDevices = 10'000;
constexpr rlim_t kDescriptorsEach = 4;
constexpr rlim_t kDescriptorsOfOthers = 1000;

int MostDevices() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMostDevices;
  const rlim_t left = limit.rlim_cur - std::min(limit.rlim_cur, kDescriptorsOfOthers);
  return static_cast<int>(std::min<rlim_t>(left / kDescriptorsEach, kMostDevices));
}

const std::string& UrlFor(const FleetPlan& plan, const Fleets::Place& place) {
  return plan.over_tls ? place.mqtts : place.mqtt;
}

}  // namespace

Fleets::Fleets(boost::asio::io_context& io, Service& service) : io_(io), service_(service) {
  service_.OnCommitted([this](const Committed& committed) {
    if (committed.changes.erased_all) StopAll();
  });
}

void Fleets::CheckRoom(int more, bool others_stay) const {
  int count = more;
  for (const auto& [id, fleet] : fleets_) count += others_stay ? fleet->plan().count : 0;
  const int most = MostDevices();
  if (count > most) {
    throw engine::Error(engine::ErrorCode::kLimitExceeded,
                        "There would be " + std::to_string(count) +
                            " virtual devices; an emulator runs " + std::to_string(most) +
                            " at most, by its limit of open files.");
  }
}

void Fleets::CheckNames(const FleetPlan& plan) const {
  for (int i = 1; i <= plan.count; ++i) {
    const std::string name = plan.NameOf(i);
    if (!things_.contains(name)) continue;
    throw engine::Error(engine::ErrorCode::kConflict,
                        "There is a virtual device " + name + " already.");
  }
}

void Fleets::CheckReach(const FleetPlan& plan, const Place& place) {
  if (UrlFor(plan, place).empty()) {
    throw engine::Error(
        engine::ErrorCode::kNotImplemented,
        std::string("This emulator has no port for ") + (plan.over_tls ? "mqtts." : "mqtt."));
  }
}

json Fleets::Start(const FleetPlan& plan, const Place& place) {
  const Broker broker = virtual_devices::BrokerAt(UrlFor(plan, place));
  auto fleet = std::make_unique<virtual_devices::Fleet>(
      io_, plan,
      [broker, place, over_tls = plan.over_tls](const std::string& thing) {
        Broker own = broker;
        if (!over_tls) return own;
        own.ca = place.ca;
        own.certificate = place.certificates + "/" + thing + ".pem";
        own.key = place.certificates + "/" + thing + ".key";
        return own;
      },
      [this] { return service_.Now(); });
  for (int i = 1; i <= plan.count; ++i) things_.insert(plan.NameOf(i));
  const std::int64_t id = fleets_.empty() ? 1 : fleets_.rbegin()->first + 1;
  json started = Summary(id, *fleet);
  fleets_.emplace(id, std::move(fleet));
  return started;
}

json Fleets::Summary(std::int64_t id, const virtual_devices::Fleet& fleet) const {
  json summary = fleet.Summary();
  summary["fleetId"] = std::to_string(id);
  return summary;
}

json Fleets::List() const {
  json list = json::array();
  for (const auto& [id, fleet] : fleets_) list.push_back(Summary(id, *fleet));
  return list;
}

void Fleets::StopAll() {
  fleets_.clear();
  things_.clear();
}

json Fleets::Stop(const std::string& id) {
  for (auto at = fleets_.begin(); at != fleets_.end(); ++at) {
    if (std::to_string(at->first) != id) continue;
    json stopped = Summary(at->first, *at->second);
    stopped["connected"] = 0;
    const FleetPlan& plan = at->second->plan();
    for (int i = 1; i <= plan.count; ++i) things_.erase(plan.NameOf(i));
    fleets_.erase(at);
    return stopped;
  }
  throw engine::Error(engine::ErrorCode::kResourceNotFound,
                      "There are no virtual devices with the id '" + id + "'.");
}

}  // namespace server
