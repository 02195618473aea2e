// What a fault can reach: one that can strike nothing is refused.
#pragma once

#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/faults/fault.h"

namespace server {

// Throws engine::Error that names what does not go together. `has_broker`: the broker is the
// emulator's own, and devices come to it by the emulator's ports.
void CheckReach(const engine::Fault& fault, bool has_broker);

// "plain MQTT: ..." for a fault that there are connections beyond the reach of; else empty.
std::string BeyondReach(const engine::Fault& fault);

// Whether the operation can be answered with the engine's error of that name.
bool KnowsError(const api_spec::Operation& operation, engine::Transport over,
                std::string_view error);

// Of the error's names the engine's: Throttling for ThrottlingException and RequestThrottled.
// Empty for one that is not known.
std::string ErrorOf(const std::string& name);

}  // namespace server
