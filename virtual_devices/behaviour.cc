#include "virtual_devices/behaviour.h"

#include <cmath>
#include <cstdlib>

#include "engine/error.h"

namespace virtual_devices {

namespace {

using engine::Duration;
using nlohmann::json;

constexpr std::string_view kNumber = "{n}";

Duration DurationAt(const json& object, const char* member, Duration otherwise) {
  if (!object.contains(member)) return otherwise;
  const auto read = engine::ParseDuration(object[member].get_ref<const std::string&>());
  constexpr Duration kLongest = std::chrono::days{3650};
  if (!read || *read <= Duration::zero() || *read > kLongest) {
    engine::RefuseRequest(std::string("'") + member +
                          "' is a duration of more than 0 and up to 3650 days, such as 40s, "
                          "15m or 1h30m.");
  }
  return *read;
}

// "94%" as 0.94.
double ShareAt(const json& object, const char* member) {
  if (!object.contains(member)) return 0;
  const double percent =
      std::strtod(object[member].get_ref<const std::string&>().c_str(), nullptr);
  if (percent > 100) engine::RefuseRequest(std::string("'") + member + "' is at most 100%.");
  return percent / 100;
}

void ReadEnds(const json& ends, Behaviour& behaviour) {
  behaviour.ends.clear();
  double sum = 0;
  for (const Outcome outcome : kOutcomes) {
    const double share = ShareAt(ends, std::string(Name(outcome)).c_str());
    if (share > 0) behaviour.ends[outcome] = share;
    sum += share;
  }
  constexpr double kRounding = 1e-6;
  if (std::abs(sum - 1) > kRounding) {
    engine::RefuseRequest("The shares at 'works.ends' are to be 100% together.");
  }
}

void ReadWork(const json& works, Behaviour& behaviour) {
  const json takes = works.value("takes", json::object());
  behaviour.median = DurationAt(takes, "median", behaviour.median);
  behaviour.spread = takes.value("spread", behaviour.spread);
  behaviour.report_percent =
      static_cast<int>(std::lround(100 * ShareAt(works, "reportsEvery")));
  if (works.contains("reportsEvery") && behaviour.report_percent == 0) {
    engine::RefuseRequest("'reportsEvery' is at least 1%.");
  }
  if (works.contains("statusDetails")) works["statusDetails"].get_to(behaviour.details);
  if (works.contains("ends")) ReadEnds(works["ends"], behaviour);
}

void ReadLosses(const json& loses, Behaviour& behaviour) {
  behaviour.loses_connection_every = DurationAt(loses, "connectionEvery", {});
  const json away = loses.value("awayFor", json::object());
  behaviour.least_away = DurationAt(away, "least", behaviour.least_away);
  behaviour.most_away = DurationAt(away, "most", behaviour.most_away);
  if (behaviour.least_away > behaviour.most_away) {
    engine::RefuseRequest("'least' at 'loses.awayFor' is longer than 'most'.");
  }
  behaviour.loses_power = ShareAt(loses, "power");
}

Behaviour ReadBehaviour(const json& document) {
  Behaviour behaviour;
  const std::string listens = document.value("listens", "notify-next");
  behaviour.hears_notices = listens != "polls";
  if (listens != "notify-next") {
    behaviour.polls_every = DurationAt(document, "pollsEvery", std::chrono::minutes(15));
  } else if (document.contains("pollsEvery")) {
    engine::RefuseRequest("'pollsEvery' goes with listens: polls or both.");
  }
  ReadWork(document.value("works", json::object()), behaviour);
  ReadLosses(document.value("loses", json::object()), behaviour);
  behaviour.expects_version = document.value("expectsVersion", true);
  behaviour.step_timeout_minutes = document.value("stepTimeoutInMinutes", 0);
  behaviour.repeats_updates = document.value("repeatsUpdates", false);
  behaviour.fails_first = document.value("failsFirst", 0);
  return behaviour;
}

void ReadNames(const json& devices, FleetPlan& plan) {
  plan.count = devices.value("count", plan.count);
  plan.name = devices.value("name", plan.name);
  if (plan.count > 1 && plan.name.find(kNumber) == std::string::npos) {
    engine::RefuseRequest("'devices.name' needs {n}, each device's number, for more than one.");
  }
  if (devices.contains("thingGroupNames")) devices["thingGroupNames"].get_to(plan.groups);
  if (devices.contains("attributes")) devices["attributes"].get_to(plan.attributes);
}

// What a good device does, where no more is said.
json Good() {
  return {{"works",
           {{"takes", {{"median", "40s"}, {"spread", 1.5}}},
            {"reportsEvery", "25%"},
            {"statusDetails", {{"progress", "{percent}"}}},
            {"ends", {{"SUCCEEDED", "100%"}}}}}};
}

}  // namespace

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return "SUCCEEDED";
    case Outcome::kFailed:
      return "FAILED";
    case Outcome::kRejected:
      return "REJECTED";
    case Outcome::kSilent:
      return "silent";
    case Outcome::kIgnored:
      return "ignored";
  }
  std::abort();
}

// As many digits as the last has, so that names are in order.
std::string FleetPlan::NameOf(int number) const {
  const auto at = name.find(kNumber);
  if (at == std::string::npos) return name;
  const std::string digits = std::to_string(number);
  const std::size_t missing = std::to_string(count).size() - digits.size();
  return std::string(name).replace(at, kNumber.size(), std::string(missing, '0') + digits);
}

FleetPlan ReadPlan(const json& document) {
  json whole = Good();
  const std::string name = document.value("behaviour", "good");
  for (const json& part : {NamedBehaviour(name), document}) {
    // Which ends there are is said as a whole.
    if (part.contains("works") && part["works"].contains("ends")) whole["works"].erase("ends");
    whole.merge_patch(part);
  }
  FleetPlan plan;
  plan.behaviour = ReadBehaviour(whole);
  plan.behaviour_name = name;
  ReadNames(whole.value("devices", json::object()), plan);
  plan.over_tls = whole.value("connects", "mqtt") == "mqtts";
  plan.seed = whole.value("seed", std::uint64_t{0});
  return plan;
}

}  // namespace virtual_devices
