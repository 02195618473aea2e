// Instants and durations, in milliseconds, and the texts that stand for them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

inline std::int64_t Milliseconds(Instant at) {
  return at.time_since_epoch().count();
}

// As the data plane and MQTT write time: whole seconds, fraction cut.
inline std::int64_t EpochSeconds(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

inline Instant FromMilliseconds(std::int64_t milliseconds) {
  return Instant{Duration{milliseconds}};
}

// "90s", "61m", "2h", "14d", "500ms", or several in a row ("1h30m"); nothing for another text.
std::optional<Duration> ParseDuration(std::string_view text);

// ISO 8601 in UTC, "2026-01-01T00:00:00Z", fraction of a second allowed.
std::optional<Instant> ParseInstant(std::string_view text);
std::string FormatInstant(Instant at);

}  // namespace engine
