// Faults by name, each with what happens to devices in the field.
#pragma once

#include <span>
#include <string_view>

#include "engine/faults/fault.h"

namespace engine {

struct FaultPreset {
  std::string_view name;
  std::string_view story;
  Fault fault;
};

std::span<const FaultPreset> FaultPresets();
// Null for a name that is not known.
const FaultPreset* FindFaultPreset(std::string_view name);

}  // namespace engine
