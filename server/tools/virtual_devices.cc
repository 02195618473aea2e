#include "server/tools/virtual_devices.h"

#include <optional>
#include <utility>

#include "engine/error.h"
#include "server/fleets/fleets.h"
#include "server/tools/devices.h"
#include "virtual_devices/summary_text.h"

namespace tools {
namespace {

using nlohmann::json;
using virtual_devices::FleetPlan;

std::string Variable(const Tools& tools, const char* name) {
  const auto found = tools.environment.find(name);
  return found == tools.environment.end() ? "" : found->second;
}

server::Fleets::Place PlaceOf(const Tools& tools) {
  return {.mqtt = Variable(tools, "IOT_JOBS_LOCAL_MQTT_URL"),
          .mqtts = Variable(tools, "IOT_JOBS_LOCAL_MQTTS_URL"),
          .ca = Variable(tools, "IOT_JOBS_LOCAL_CA"),
          .certificates = tools.directory + "/devices"};
}

std::string ListAsText(const json& answer) {
  std::string text;
  for (const json& fleet : answer["virtualDevices"]) {
    text += virtual_devices::SummaryAsText(fleet);
  }
  return text.empty() ? "No virtual devices run.\n" : text;
}

// What makes no sense is told where the things are made, with its place.
void CheckNames(const Tools& tools, const json& seed) {
  for (const json& document : seed.value("virtualDevices", json::array())) {
    std::optional<FleetPlan> plan;
    try {
      plan = virtual_devices::ReadPlan(document);
    } catch (const engine::Error&) {
      continue;
    }
    tools.fleets.CheckNames(*plan);
  }
}

}  // namespace

void MakeThings(const server::Service::EachOperation& ask, const std::string& directory,
                const FleetPlan& plan) {
  for (int i = 1; i <= plan.count; ++i) {
    json thing = {{"name", plan.NameOf(i)}};
    if (!plan.attributes.empty()) thing["attributes"] = plan.attributes;
    if (plan.over_tls) {
      MakeDevice(ask, directory, thing);
    } else {
      MakeThing(ask, thing);
    }
    for (const std::string& group : plan.groups) {
      JoinGroup(ask, {{"name", thing["name"]}, {"group", group}});
    }
  }
}

FleetPlan PlanOf(const Tools& tools, const json& document) {
  FleetPlan plan = virtual_devices::ReadPlan(document);
  server::Fleets::CheckReach(plan, PlaceOf(tools));
  return plan;
}

void CheckRoomForFleetsOf(const Tools& tools, const json& seed, bool others_stay) {
  int count = 0;
  for (const json& document : seed.value("virtualDevices", json::array())) {
    count += document.value("devices", json::object()).value("count", 1);
  }
  if (count > 0) tools.fleets.CheckRoom(count, others_stay);
  if (others_stay) CheckNames(tools, seed);
}

void StartFleetsOf(Tools& tools, const json& seed) {
  for (const json& document : seed.value("virtualDevices", json::array())) {
    tools.fleets.Start(virtual_devices::ReadPlan(document), PlaceOf(tools));
  }
}

Answer ListVirtualDevices(Tools& tools, const json& /*input*/) {
  return {.value = {{"virtualDevices", tools.fleets.List()}}, .as_text = ListAsText};
}

Answer StartVirtualDevices(Tools& tools, const json& input) {
  const FleetPlan plan = PlanOf(tools, input);
  tools.fleets.CheckRoom(plan.count, /*others_stay=*/true);
  tools.fleets.CheckNames(plan);
  tools.service.Together([&](const server::Service::EachOperation& ask) {
    MakeThings(ask, tools.directory, plan);
    return json();
  });
  return {.value = tools.fleets.Start(plan, PlaceOf(tools))};
}

Answer MakeThingsOfVirtualDevices(Tools& tools, const json& input) {
  const FleetPlan plan = PlanOf(tools, input);
  tools.service.Together([&](const server::Service::EachOperation& ask) {
    MakeThings(ask, tools.directory, plan);
    return json();
  });
  return {.value = {{"things", plan.count}}};
}

Answer StopVirtualDevices(Tools& tools, const json& input) {
  return {.value = tools.fleets.Stop(input.at("fleetId").get<std::string>()),
          .as_text = virtual_devices::SummaryAsText};
}

}  // namespace tools
