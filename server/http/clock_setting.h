// What POST /_emulator/clock may ask for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "engine/clock.h"

namespace http {

// To be done in this order: scale, then `to`.
struct ClockSetting {
  std::optional<double> scale;
  std::optional<engine::Instant> to;
};

// Reads {"freeze", "scale", "set", "advance"}: freezing and scaling first, then "set", and
// "advance" from there. `clock` is the clock as it stands, `now` what it shows. Throws
// engine::Error (InvalidRequest) that says what is accepted.
ClockSetting ReadClockSetting(const nlohmann::json& body, const engine::Clock& clock,
                              engine::Instant now);

}  // namespace http
