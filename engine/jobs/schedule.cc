#include "engine/jobs/schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/jobs/job.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<EndBehavior, 3> kBehaviors{{
    {EndBehavior::kStopRollout, "STOP_ROLLOUT"},
    {EndBehavior::kCancel, "CANCEL"},
    {EndBehavior::kForceCancel, "FORCE_CANCEL"},
}};

constexpr Duration kLeastDistance = std::chrono::minutes{30};

std::optional<Instant> ParseMinute(const std::string& text) {
  return text.size() == 16 ? ParseInstant(text + ":00Z") : std::nullopt;
}

std::optional<Instant> TimeIn(const nlohmann::json& config, const char* member) {
  const auto found = config.find(member);
  if (found == config.end()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  const auto at = ParseMinute(text);
  if (!at) {
    RefuseRequest("1 validation error detected: Provided time " + text +
                  " UTC must follow the format YYYY-MM-DDThh:mm.");
  }
  return at;
}

Instant YearsLater(Instant at, int years) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  auto date = std::chrono::year_month_day{day} + std::chrono::years{years};
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days{date} + (at - day);
}

void CheckTimes(std::optional<Instant> start, std::optional<Instant> end, Instant now,
                bool least_distances) {
  if (least_distances && start && *start - now < kLeastDistance) {
    RefuseRequest("StartTime must be at least 30 minutes from the current time.");
  }
  if (start && *start > YearsLater(now, 1)) {
    RefuseRequest("StartTime must be no later than one year from the current time.");
  }
  if (!end) return;
  if (least_distances && *end - now < kLeastDistance) {
    RefuseRequest("EndTime must be at least 30 minutes from the current time.");
  }
  if (*end > YearsLater(now, 2)) {
    RefuseRequest("EndTime must be no later than two years from the current time.");
  }
  if (!start) return;
  if (*end <= *start || (least_distances && *end - *start < kLeastDistance)) {
    RefuseRequest("EndTime must be at least 30 minutes after StartTime.");
  }
  if (*end > YearsLater(*start, 2)) {
    RefuseRequest("EndTime must be no later than two years after StartTime.");
  }
}

const nlohmann::json& WindowsIn(const nlohmann::json& config) {
  static const nlohmann::json kNone = nlohmann::json::array();
  const auto found = config.find("maintenanceWindows");
  return found == config.end() ? kNone : *found;
}

void Earlier(std::optional<Instant>& earliest, std::optional<Instant> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

Schedule::Schedule(const nlohmann::json& config)
    : start_(TimeIn(config, "startTime")), end_(TimeIn(config, "endTime")) {
  if (const auto found = config.find("endBehavior"); found != config.end()) {
    end_behavior_ = ValueIn(kBehaviors, found->get_ref<const std::string&>()).value();
  }
  for (const auto& window : WindowsIn(config)) {
    windows_.push_back(
        {Cron(window.at("startTime").get_ref<const std::string&>()),
         std::chrono::minutes{window.at("durationInMinutes").get<std::int64_t>()}});
  }
}

bool Schedule::IsOpen(Instant at) const {
  if (!HasStarted(at)) return false;
  // Ours: a window that began before startTime is open from startTime on.
  return windows_.empty() || std::ranges::any_of(windows_, [&](const Window& window) {
           const auto begun = window.start.Next(at - window.length);
           return begun && *begun <= at;
         });
}

std::optional<Instant> Schedule::NextChange(Instant at) const {
  std::optional<Instant> next;
  if (end_ && *end_ > at) next = end_;
  if (!HasStarted(at)) {
    Earlier(next, start_);
    return next;
  }
  for (const Window& window : windows_) {
    Earlier(next, window.start.Next(at));
    const auto begun = window.start.Next(at - window.length);
    if (begun && *begun <= at) Earlier(next, *begun + window.length);
  }
  return next;
}

std::optional<Instant> Schedule::NextOpening(Instant at) const {
  if (!HasStarted(at) && IsOpen(*start_)) return start_;
  return NextWindow(HasStarted(at) ? at : *start_);
}

std::optional<Instant> Schedule::NextWindow(Instant after) const {
  std::optional<Instant> next;
  for (const Window& window : windows_) Earlier(next, window.start.Next(after));
  return next;
}

std::vector<Instant> Schedule::NextWindows(Instant at, int most) const {
  std::vector<Instant> starts;
  // The last instant that can be followed by a window's start.
  Instant after = HasStarted(at) ? at : *start_ - Duration{1};
  while (static_cast<int>(starts.size()) < most) {
    const auto next = NextWindow(after);
    if (!next || HasEnded(*next)) break;
    starts.push_back(*next);
    after = *next;
  }
  return starts;
}

void CheckMaintenanceWindows(const nlohmann::json& windows) {
  for (const auto& window : windows) {
    Cron{window.at("startTime").get_ref<const std::string&>()};
  }
}

void CheckSchedulingConfig(const nlohmann::json& config, TargetSelection selection, Instant now,
                           bool least_distances) {
  const auto start = TimeIn(config, "startTime");
  const auto end = TimeIn(config, "endTime");
  const auto& windows = WindowsIn(config);
  if (!windows.empty() && selection == TargetSelection::kSnapshot) {
    RefuseRequest(
        "TargetSelection is invalid. MaintenanceWindow cannot be used with SNAPSHOT job.");
  }
  if (!windows.empty() && !start) {
    RefuseRequest("MaintenanceWindow cannot be used without StartTime of SchedulingConfig.");
  }
  CheckMaintenanceWindows(windows);
  if (!end && config.contains("endBehavior")) {
    RefuseRequest("EndBehavior cannot be used without EndTime of SchedulingConfig.");
  }
  CheckTimes(start, end, now, least_distances);
}

std::string FormatMinute(Instant at) {
  return FormatInstant(at).substr(0, 16);
}

}  // namespace engine
