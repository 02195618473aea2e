// The behaviours that have a name. Each says what of it is not as a good device's.
#include <map>

#include "virtual_devices/behaviour.h"

namespace virtual_devices {

using nlohmann::json;

namespace {

const std::map<std::string, json>& Named() {
  static const std::map<std::string, json> kNamed{
      {"good", json::object()},
      {"slow", {{"works", {{"takes", {{"median", "30m"}, {"spread", 2}}}}}}},
      {"flaky-network", {{"loses", {{"connectionEvery", "5m"}}}}},
      {"polls-only", {{"listens", "polls"}, {"pollsEvery", "15m"}}},
      {"never-answers", {{"works", {{"ends", {{"ignored", "100%"}}}}}}},
      {"forgets-final-report", {{"works", {{"ends", {{"silent", "100%"}}}}}}},
      {"answers-twice", {{"repeatsUpdates", true}}},
      {"old-agent", {{"expectsVersion", false}, {"works", {{"reportsEvery", "100%"}}}}},
      {"fails-first-then-works", {{"failsFirst", 1}}},
      {"power-cycles", {{"loses", {{"power", "50%"}}}}},
  };
  return kNamed;
}

}  // namespace

std::vector<std::string> BehaviourNames() {
  std::vector<std::string> names;
  for (const auto& [name, behaviour] : Named()) names.push_back(name);
  return names;
}

const json& NamedBehaviour(std::string_view name) {
  return Named().at(std::string(name));
}

}  // namespace virtual_devices
