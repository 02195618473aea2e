// What a device does with its jobs, as data: VirtualDevicesWanted of
// api_spec/emulator.openapi.yaml.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"

namespace virtual_devices {

enum class Outcome {
  kSucceeded,
  kFailed,
  kRejected,
  kSilent,   // works, and never tells that it is done
  kIgnored,  // does not even begin
};

// "SUCCEEDED", "silent" ...
std::string_view Name(Outcome outcome);
inline constexpr std::array kOutcomes{Outcome::kSucceeded, Outcome::kFailed, Outcome::kRejected,
                                      Outcome::kSilent, Outcome::kIgnored};

struct Behaviour {
  bool hears_notices = true;        // is subscribed to notify-next
  engine::Duration polls_every{};   // zero: it does not
  engine::Duration median{40'000};  // of the work on a job
  double spread = 1.5;
  int report_percent = 0;                        // of the work between reports; 0: none
  std::map<std::string, std::string> details{};  // of a report; {percent} stands for a number
  std::map<Outcome, double> ends{{Outcome::kSucceeded, 1}};  // probabilities, 1 in all
  engine::Duration loses_connection_every{};                 // zero: never
  engine::Duration least_away{30'000}, most_away{300'000};
  double loses_power = 0;  // while it works on a job
  bool expects_version = true;
  int step_timeout_minutes = 0;  // 0: sends none
  bool repeats_updates = false;  // sends each twice
  int fails_first = 0;           // executions of a job
};

struct FleetPlan {
  Behaviour behaviour;
  std::string behaviour_name = "good";
  int count = 1;
  std::string name = "device-{n}";
  std::vector<std::string> groups{};
  std::map<std::string, std::string> attributes{};
  bool over_tls = false;
  std::uint64_t seed = 0;

  // Of the first, 1, to the last.
  std::string NameOf(int number) const;
};

// From a document that is as described; what it does not say is as the behaviour that it names
// has it, "good" where it names none. Throws engine::Error, InvalidRequest, for what makes no
// sense.
FleetPlan ReadPlan(const nlohmann::json& document);

std::vector<std::string> BehaviourNames();
// As a document of such a plan has it. Throws std::out_of_range for a name that is none.
const nlohmann::json& NamedBehaviour(std::string_view name);

}  // namespace virtual_devices
