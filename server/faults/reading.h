// Faults as they are asked for, and as they are shown.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/faults/armed_faults.h"
#include "engine/faults/fault.h"

namespace server {

struct WantedFault {
  std::string preset{};  // empty where it is of none
  engine::Fault fault{};
};

// An input of ArmFault. Throws engine::Error for one that says too little, or two things at
// once.
WantedFault ReadFault(const nlohmann::json& input);

// As ListFaults lists them, with "text": the whole in words.
nlohmann::json Shown(const engine::ArmedFault& armed, engine::Instant now);

}  // namespace server
