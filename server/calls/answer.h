// What answers are made of: ARNs and times.
#pragma once

#include <string>

#include "engine/clock.h"

namespace server {

struct Context;

// The ARN of something of ours, in the region that the caller uses.
std::string ArnOf(const Context& c, const char* kind, const std::string& name);
// As the control plane writes time: epoch seconds with a fraction.
double Seconds(engine::Instant at);

}  // namespace server
