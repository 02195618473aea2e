// What POST /_emulator/clock may ask for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "engine/clock.h"
#include "engine/instant.h"

namespace tools {

// To be done in this order: scale, then `to` or `to_next`.
struct ClockSetting {
  std::optional<double> scale;
  std::optional<engine::Instant> to;
  bool to_next = false;    // to the next instant at which something is due
  bool ends_move = false;  // of another request; nothing else is asked for
};

// Reads an input of SetClock that has been checked: freezing and scaling first, then "set", and
// "advance" from there, or else "advanceToNext". `clock` is the clock as it stands, `now` what
// it shows. Throws engine::Error (InvalidRequest) that says what is accepted.
ClockSetting ReadClockSetting(const nlohmann::json& body, const engine::Clock& clock,
                              engine::Instant now);

}  // namespace tools
