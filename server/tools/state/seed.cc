#include "server/tools/state/seed.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "api_spec/check.h"
#include "api_spec/spec.h"
#include "engine/arn.h"
#include "engine/error.h"
#include "server/tools/clock_setting.h"
#include "server/tools/devices.h"
#include "server/tools/virtual_devices.h"

namespace tools {
namespace {

using api_spec::Member;
using nlohmann::json;
using Sower = void (*)(const Sowing& to, const json& item);

const api_spec::Operation& Described() {
  return api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "LoadSeed");
}

json Names(const json& item, const char* member) {
  return item.value(member, json::array());
}

// AWS's operations take documents as text.
json WithText(json item, const char* member) {
  const auto found = item.find(member);
  if (found == item.end() || found->is_string()) return item;
  if (!found->is_object()) {
    engine::RefuseRequest(std::string(member) + " is to be a text or an object.");
  }
  *found = found->dump();
  return item;
}

void AttachPolicies(const Sowing& to, const json& item, const json& target) {
  for (const json& policy : Names(item, "policyNames")) {
    to.ask("AttachPolicy", {{"policyName", policy}, {"target", target}});
  }
}

void SowPolicy(const Sowing& to, const json& item) {
  to.ask("CreatePolicy", WithText(item, "policyDocument"));
}

void SowGroup(const Sowing& to, const json& item) {
  AttachPolicies(to, item, to.ask("CreateThingGroup", item)["thingGroupArn"]);
}

void SowThing(const Sowing& to, const json& item) {
  to.ask("CreateThing", item);
  for (const json& group : Names(item, "thingGroupNames")) {
    to.ask("AddThingToThingGroup",
           {{"thingGroupName", group}, {"thingName", item["thingName"]}});
  }
}

// Its certificate is the one that its files are for, so that a reset changes nothing for who
// has read them.
void SowDevice(const Sowing& to, const json& item) {
  RestoreCertificate(to.c, to.tools.directory, item["name"].get<std::string>());
  MakeDevice(to.ask, to.tools.directory, item);
}

void SowVirtualDevices(const Sowing& to, const json& item) {
  MakeThings(to.ask, to.tools.directory, PlanOf(to.tools, item));
}

void SowCertificate(const Sowing& to, const json& item) {
  const json arn = to.ask("RegisterCertificateWithoutCA", item)["certificateArn"];
  AttachPolicies(to, item, arn);
  for (const json& thing : Names(item, "thingNames")) {
    to.ask("AttachThingPrincipal", {{"thingName", thing}, {"principal", arn}});
  }
}

void SowTemplate(const Sowing& to, const json& item) {
  to.ask("CreateJobTemplate", WithText(item, "document"));
}

void SowJob(const Sowing& to, const json& item) {
  json job = WithText(item, "document");
  json& targets = job["targets"];
  if (targets.is_null()) targets = json::array();
  for (const auto& [member, kind] :
       {std::pair("thingNames", "thing"), {"thingGroupNames", "thinggroup"}}) {
    for (const json& name : Names(item, member)) {
      targets.push_back(engine::Arn{to.c.caller.region, to.c.settings.account_id, kind,
                                    name.get<std::string>()}
                            .Text());
    }
  }
  to.ask("CreateJob", job);
}

// The clock is set before there is anything.
void SowNothing(const Sowing& /*to*/, const json& /*item*/) {}

// Those that are more than an operation of AWS's.
const std::map<std::string, Sower> kSowers{
    {"clock", SowNothing},
    {"policies", SowPolicy},
    {"thingGroups", SowGroup},
    {"things", SowThing},
    {"devices", SowDevice},
    {"certificates", SowCertificate},
    {"files", SowFile},
    {"jobTemplates", SowTemplate},
    {"jobs", SowJob},
    {"executions", SowExecution},
    {"virtualDevices", SowVirtualDevices},
};

void SowItem(const Sowing& to, const Member& section, const api_spec::Schema& schema,
             const json& item, const std::string& place) {
  try {
    const auto own = kSowers.find(section.name);
    if (own != kSowers.end()) return own->second(to, item);
    to.ask(schema.input_of, item);
  } catch (const engine::Error& refusal) {
    engine::RefuseRequest("Refused at '" + place + "': " + std::string(Name(refusal.code)) +
                          ": " + refusal.what());
  }
}

void SowSection(const Sowing& to, const Member& section, const json& items) {
  const api_spec::Schema& schema = *section.schema;
  if (schema.items == nullptr) return SowItem(to, section, schema, items, section.name);
  for (std::size_t i = 0; i < items.size(); ++i) {
    SowItem(to, section, *schema.items, items[i],
            section.name + "." + std::to_string(i + 1) + ".member");
  }
}

// Things are in their groups before there is a job for these, so that none joins anew; and
// executions are there before their jobs roll out, so that none is queued beside them.
bool IsOfJobs(const std::string& section) {
  return section == "jobs" || section == "executions";
}

// That it is to begin with, if the seed says.
std::optional<engine::Clock> ClockOf(const json& seed) {
  if (!seed.contains("clock")) return {};
  engine::Clock clock;
  const ClockSetting setting = ReadClockSetting(seed["clock"], clock, clock.setting().local);
  if (setting.scale) clock.SetScale(*setting.scale);
  if (setting.to) clock.Set(*setting.to);
  return clock;
}

}  // namespace

std::vector<server::Service::Part> PartsOf(const Tools& tools, json seed) {
  if (const std::string unknown = api_spec::UndescribedMember(Described(), seed);
      !unknown.empty()) {
    engine::RefuseRequest("There is no '" + unknown + "' in a seed.");
  }
  if (const std::string wrong = api_spec::CheckInput(Described(), seed); !wrong.empty()) {
    engine::RefuseRequest(wrong);
  }
  const auto shared = std::make_shared<const json>(std::move(seed));
  const auto part = [&](bool of_jobs) {
    return [shared, of_jobs, &tools](server::Context& c,
                                     const server::Service::EachOperation& ask) {
      for (const Member& section : Described().members) {
        if (IsOfJobs(section.name) != of_jobs || !shared->contains(section.name)) continue;
        SowSection({c, ask, tools}, section, (*shared)[section.name]);
      }
    };
  };
  return {part(false), part(true)};
}

void BeginWith(Tools& tools, const json& seed) {
  const auto parts = PartsOf(tools, seed);
  CheckRoomForFleetsOf(tools, seed, /*others_stay=*/false);
  tools.service.Reset(ClockOf(seed), parts);
  StartFleetsOf(tools, seed);
}

// Ours: the clock is not part of the change, which could not be undone with it.
Answer LoadSeed(Tools& tools, const json& input) {
  if (input.contains("clock")) {
    engine::RefuseRequest(
        "The clock at 'clock' is for the seed of --seed; here POST /_emulator/clock sets it.");
  }
  const auto parts = PartsOf(tools, input);
  CheckRoomForFleetsOf(tools, input, /*others_stay=*/true);
  tools.service.InParts(parts);
  StartFleetsOf(tools, input);
  json counts = json::object();
  for (const auto& [section, items] : input.items()) {
    counts[section] = items.is_array() ? items.size() : std::size_t{1};
  }
  return {.value = std::move(counts)};
}

}  // namespace tools
