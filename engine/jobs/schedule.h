// When a job starts and ends, and the maintenance windows in which it shows itself to devices.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/cron.h"
#include "engine/instant.h"

namespace engine {

enum class TargetSelection;

// What becomes of a job at its endTime. AWS: STOP_ROLLOUT adds no execution; the others are as
// CancelJob without and with force. Ours: STOP_ROLLOUT unless the job says otherwise.
enum class EndBehavior { kStopRollout, kCancel, kForceCancel };

// A job's schedulingConfig, read; {} is a job that starts at once and never ends.
class Schedule {
 public:
  explicit Schedule(const nlohmann::json& scheduling_config);

  bool HasWindows() const { return !windows_.empty(); }

  EndBehavior end_behavior() const { return end_behavior_; }

  bool HasStarted(Instant at) const { return !start_ || *start_ <= at; }

  bool HasEnded(Instant at) const { return end_ && *end_ <= at; }

  // Whether executions may be queued and shown: the job has started, and if it has windows, one
  // of them is open. Ours: windows go on after endTime, for what is queued already.
  bool IsOpen(Instant at) const;
  // The next instant after `at` at which any of the answers above may change.
  std::optional<Instant> NextChange(Instant at) const;
  // The next instant after `at` at which the job opens, when it is not open then.
  std::optional<Instant> NextOpening(Instant at) const;
  // The starts of the next windows after `at`, while the job has not ended.
  std::vector<Instant> NextWindows(Instant at, int most) const;

 private:
  struct Window {
    Cron start;
    Duration length;
  };

  std::optional<Instant> NextWindow(Instant after) const;

  std::optional<Instant> start_, end_;
  EndBehavior end_behavior_ = EndBehavior::kStopRollout;
  std::vector<Window> windows_;
};

// AWS: scheduledJobRollouts shows the next seven.
inline constexpr int kMostWindowsShown = 7;

// Throws InvalidRequest. AWS: start 30 minutes to a year ahead, end 30 minutes to two years
// ahead and 30 minutes to two years after the start, windows with CONTINUOUS and a startTime
// alone. Without `least_distances` the 30 minutes need not be.
void CheckSchedulingConfig(const nlohmann::json& scheduling_config, TargetSelection selection,
                           Instant now, bool least_distances);
// Throws InvalidRequest for a window with a wrong cron expression.
void CheckMaintenanceWindows(const nlohmann::json& windows);

// As schedules are written: "2026-01-01T02:00".
std::string FormatMinute(Instant at);

}  // namespace engine
