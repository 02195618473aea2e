// Time: the instant type, and the clock that users may move.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
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

// A clock that runs beside the system's, and can be moved, stopped and sped up.
// Only the service reads it; rules are handed the instant.
class Clock {
 public:
  // What survives a restart: `local` was shown when the system's clock showed `system`.
  struct Setting {
    Instant local;
    Instant system;
    double scale = 1;  // local seconds a system second; 0 stands still

    bool operator==(const Setting&) const = default;
  };

  Clock();  // follows the system's clock
  explicit Clock(const Setting& setting);

  // A clock that stands still at `at` until moved.
  static Clock Frozen(Instant at);

  Instant Now() const;
  void Set(Instant to);  // may go back; keeps the scale
  void SetScale(double scale);

  const Setting& setting() const { return setting_; }

  // The setting of this clock if it showed `local` now.
  Setting SettingAt(Instant local) const;

 private:
  Setting setting_;
};

// "90s", "61m", "2h", "14d", "500ms", or several in a row ("1h30m"); nothing for another text.
std::optional<Duration> ParseDuration(std::string_view text);

// ISO 8601 in UTC, "2026-01-01T00:00:00Z", fraction of a second allowed.
std::optional<Instant> ParseInstant(std::string_view text);
std::string FormatInstant(Instant at);

}  // namespace engine
