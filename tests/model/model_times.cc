// Jobs with a schedule in the model: start, end, maintenance windows, and the rollout's
// minutes.
#include <algorithm>
#include <cmath>

#include "tests/model/model.h"
#include "tests/model/model_schedule.h"

namespace model {

void Model::Schedule(Job& job, const json& config) const {
  job.windows = config.value("maintenanceWindows", json::array());
  if (config.contains("startTime")) job.starts = MillisecondsOf(config["startTime"]);
  if (config.contains("endTime")) job.ends = MillisecondsOf(config["endTime"]);
  if (!job.windows.empty() && (!job.continuous || !job.starts)) throw Refused{"InvalidRequest"};
  if (config.contains("endBehavior") && !job.ends) throw Refused{"InvalidRequest"};
  if (job.starts) job.status = "SCHEDULED";
}

void Model::DoWhatIsDue(Job& job) {
  if (!job.begun) return Start(job);
  if (job.ends == now_ && !job.over) return EndSchedule(job);
  if (job.windows_change != now_) return ReleaseAMinute(job);
  job.windows_change = NextChange(job.windows, now_);
  if (IsOpen(job.windows, now_)) return Open(job);
  job.status = "SCHEDULED";
  job.open = false;
  job.next_minute.reset();
}

void Model::Start(Job& job) {
  job.begun = true;
  if (!job.windows.empty()) {
    job.windows_change = NextChange(job.windows, now_);
    job.open = IsOpen(job.windows, now_);
  }
  if (job.open) Open(job);
}

// A job with windows learns its things when the first of them opens.
void Model::Open(Job& job) {
  job.status = "IN_PROGRESS";
  job.open = true;
  if (!std::exchange(job.reached, true)) {
    job.updated_at = now_;
    for (const auto& [thing, zone] : things_) {
      if (Reaches(job, thing)) job.waiting.push_back(thing);
    }
  }
  ReleaseAMinute(job);
}

void Model::EndSchedule(Job& job) {
  const std::string behavior =
      job.Config("schedulingConfig").value("endBehavior", "STOP_ROLLOUT");
  if (behavior != "STOP_ROLLOUT") {
    job.reason = "END_TIME_REACHED";
    return Cancel(job, behavior == "FORCE_CANCEL");
  }
  job.over = true;
  job.waiting.clear();
  job.next_minute.reset();
}

// AWS: 50 a minute, doubled each 1000 things, are 50/100/200/400 at 1000/2000/3000.
int Model::RateOf(const Job& job) const {
  const json config = job.Config("jobExecutionsRolloutConfig");
  const int most = config.value("maximumPerMinute", 1000);
  if (!config.contains("exponentialRate")) return most;
  const json& exponential = config["exponentialRate"];
  const json& criterion = exponential["rateIncreaseCriteria"];
  const bool by_success = criterion.contains("numberOfSucceededThings");
  const int count = by_success ? Count(job, {"SUCCEEDED"}) : job.notified;
  const int step = criterion[by_success ? "numberOfSucceededThings" : "numberOfNotifiedThings"];
  double rate = exponential["baseRatePerMinute"];
  for (int passed = step; passed <= count; passed += step) {
    rate *= exponential["incrementFactor"].get<double>();
  }
  return static_cast<int>(std::min(rate, static_cast<double>(most)));
}

void Model::ReleaseAMinute(Job& job) {
  job.next_minute.reset();
  for (int left = RateOf(job); left > 0 && !job.waiting.empty(); --left) {
    Queue(job.id, job.waiting.front());
    job.waiting.erase(job.waiting.begin());
    job.notified += 1;
  }
  if (!job.waiting.empty()) job.next_minute = now_ + kMinute;
}

}  // namespace model
