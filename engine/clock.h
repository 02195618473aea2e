// The emulator's clock, which users may move.
#pragma once

#include "engine/instant.h"

namespace engine {

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

}  // namespace engine
