#include "virtual_devices/device.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "virtual_devices/chance.h"

namespace virtual_devices {

namespace {

using engine::Duration;
using engine::Instant;
using nlohmann::json;

constexpr Instant kNever = Instant::max();
constexpr Duration kPatience = std::chrono::minutes(5);  // for an answer
constexpr Duration kLeastPause = std::chrono::seconds(1);
constexpr int kMostDoublings = 6;
constexpr int kAll = 100;  // percent

Outcome DrawOutcome(const Behaviour& behaviour, double at) {
  for (const auto& [outcome, share] : behaviour.ends) {
    if (at < share) return outcome;
    at -= share;
  }
  return behaviour.ends.rbegin()->first;
}

json DetailsAt(const std::map<std::string, std::string>& templates, int percent) {
  constexpr std::string_view kPercent = "{percent}";
  json details = json::object();
  for (auto [name, value] : templates) {
    const auto at = value.find(kPercent);
    if (at != std::string::npos) value.replace(at, kPercent.size(), std::to_string(percent));
    details[name] = std::move(value);
  }
  return details;
}

}  // namespace

int Device::Work::PercentAt(Instant now) const {
  if (phase != Phase::kWorking) return reported;
  const Duration past = done + std::max(now - since, Duration::zero());
  return past >= takes ? kAll : static_cast<int>(kAll * past.count() / takes.count());
}

Instant Device::Work::InstantOf(int percent) const {
  // The first millisecond at which PercentAt says so.
  return since - done + Duration((takes.count() * percent + kAll - 1) / kAll);
}

Device::Device(std::string name, const Behaviour& behaviour, std::uint64_t seed, Instant start)
    : name_(std::move(name)),
      prefix_("$aws/things/" + name_ + "/jobs/"),
      behaviour_(behaviour),
      seed_(seed),
      connects_at_(start),
      loses_connection_at_(kNever),
      polls_at_(kNever),
      waits_until_(start) {
  PlanLoss(start);
  if (behaviour.polls_every > Duration::zero()) {
    polls_at_ = start + Chance(seed_, {name_, "poll"}).Between({}, behaviour.polls_every);
  }
}

std::vector<std::string> Device::Subscriptions() const {
  std::vector<std::string> topics{prefix_ + "$next/get/+", prefix_ + "+/update/+"};
  if (behaviour_.hears_notices) topics.push_back(prefix_ + "notify-next");
  return topics;
}

void Device::PlanLoss(Instant from) {
  if (behaviour_.loses_connection_every == Duration::zero()) return;
  const std::string number = std::to_string(++losses_);
  loses_connection_at_ =
      from +
      Chance(seed_, {name_, "loss", number}).Between({}, 2 * behaviour_.loses_connection_every);
}

Steps Device::Connected(Instant now) {
  connected_ = true;
  connecting_ = false;
  asks_ = true;
  ++tally_.connected;
  Steps steps;
  GoOn(now, steps);
  return steps;
}

void Device::Lost() {
  connected_ = false;
  connecting_ = true;
  awaited_.reset();
}

void Device::HangUp(Instant until, Steps& steps) {
  Lost();
  connecting_ = false;
  connects_at_ = until;
  steps.line = Steps::Line::kHangUp;
}

// Those of which nobody has seen anything, since the clock went past them, are no losses.
void Device::LoseConnection(Instant now, Steps& steps) {
  while (loses_connection_at_ <= now) {
    const std::string number = std::to_string(losses_);
    const Instant until =
        loses_connection_at_ + Chance(seed_, {name_, "away", number})
                                   .Between(behaviour_.least_away, behaviour_.most_away);
    PlanLoss(until);
    if (until > now && (connected_ || connecting_)) HangUp(until, steps);
  }
}

// What it did since its last report is lost.
void Device::LosePower(Instant now, Steps& steps) {
  if (!work_ || work_->phase != Phase::kWorking || !work_->power_ends_at) return;
  if (work_->PercentAt(now) < *work_->power_ends_at) return;
  work_->power_ends_at.reset();
  work_->phase = Phase::kPaused;
  work_->done = work_->takes * work_->reported / kAll;
  ++tally_.lost_power;
  const std::string number = std::to_string(work_->execution_number);
  HangUp(now + Chance(seed_, {name_, work_->job_id, number, "off"})
                   .Between(behaviour_.least_away, behaviour_.most_away),
         steps);
}

Steps Device::Due(Instant now) {
  Steps steps;
  LoseConnection(now, steps);
  LosePower(now, steps);
  if (!connected_ && !connecting_ && now >= connects_at_) {
    connecting_ = true;
    steps.line = Steps::Line::kConnect;
  }
  if (now >= polls_at_) {
    const Duration late = now - polls_at_;
    polls_at_ += behaviour_.polls_every * (late / behaviour_.polls_every + 1);
    asks_ = asks_ || !work_ || work_->phase == Phase::kQuiet;
  }
  GoOn(now, steps);
  return steps;
}

int Device::NextReport() const {
  const int step = behaviour_.report_percent;
  if (step == 0) return kAll;
  return std::min((work_->reported / step + 1) * step, kAll);
}

Instant Device::Next() const {
  Instant next = std::min(loses_connection_at_, polls_at_);
  if (!connected_ && !connecting_) next = std::min(next, connects_at_);
  const bool works = work_ && work_->phase == Phase::kWorking;
  if (works && work_->power_ends_at) {
    next = std::min(next, work_->InstantOf(*work_->power_ends_at));
  }
  if (!connected_) return next;
  if (awaited_) return std::min(next, awaited_->until);
  Instant acts = kNever;
  if (asks_ ||
      (work_ && (work_->phase == Phase::kStarting || work_->phase == Phase::kEnding))) {
    acts = waits_until_;
  } else if (works) {
    acts = std::max(waits_until_, work_->InstantOf(NextReport()));
  }
  return std::min(next, acts);
}

void Device::GoOn(Instant now, Steps& steps) {
  if (awaited_ && now >= awaited_->until) awaited_.reset();
  if (!connected_ || awaited_ || now < waits_until_) return;
  if (asks_) return Ask(now, steps);
  if (!work_) return;
  if (work_->phase == Phase::kStarting) return Update("IN_PROGRESS", 0, now, steps);
  if (work_->phase == Phase::kWorking) GoOnWorking(now, steps);
  if (work_->phase == Phase::kEnding) {
    Update(std::string(Name(work_->outcome)).c_str(), kAll, now, steps);
  }
}

void Device::GoOnWorking(Instant now, Steps& steps) {
  const int percent = work_->PercentAt(now);
  if (percent == kAll) {
    work_->phase = Phase::kEnding;
    if (work_->outcome != Outcome::kSilent) return;
    work_->phase = Phase::kQuiet;
    ++tally_.ended[work_->outcome];
  } else if (percent >= NextReport()) {
    const int step = behaviour_.report_percent;
    Update("IN_PROGRESS", percent / step * step, now, steps);
  }
}

std::string Device::NewToken() {
  return std::to_string(++requests_);
}

void Device::Ask(Instant now, Steps& steps) {
  awaited_ = {NewToken(), now + kPatience};
  steps.sends.push_back({prefix_ + "$next/get", json{{"clientToken", awaited_->token}}.dump()});
}

void Device::Update(const char* status, int percent, Instant now, Steps& steps) {
  awaited_ = {NewToken(), now + kPatience, percent};
  json update = {{"status", status},
                 {"executionNumber", work_->execution_number},
                 {"clientToken", awaited_->token}};
  if (percent > 0 && !behaviour_.details.empty()) {
    update["statusDetails"] = DetailsAt(behaviour_.details, percent);
  }
  if (behaviour_.expects_version) update["expectedVersion"] = work_->version;
  if (behaviour_.step_timeout_minutes > 0 && percent < kAll) {
    update["stepTimeoutInMinutes"] = behaviour_.step_timeout_minutes;
  }
  const Publication publication{prefix_ + work_->job_id + "/update", update.dump()};
  for (int i = 0; i < (behaviour_.repeats_updates ? 2 : 1); ++i) {
    steps.sends.push_back(publication);
  }
}

Steps Device::Heard(std::string_view topic, std::string_view payload, Instant now) {
  Steps steps;
  const json message = json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!message.is_object() || !topic.starts_with(prefix_)) return steps;
  topic.remove_prefix(prefix_.size());
  if (topic == "notify-next") {
    HeardNotice(message.value("execution", json::object()), now);
  } else if (awaited_ && message.value("clientToken", "") == awaited_->token) {
    const int percent = awaited_->percent;
    // Work begins when it says so, not when it hears that this was heard: the clock may have
    // been moved in between.
    const Instant asked_at = awaited_->until - kPatience;
    awaited_.reset();
    if (topic.ends_with("/accepted")) {
      refusals_in_a_row_ = 0;
      Accepted(topic, message, percent, asked_at);
    } else {
      Refused(message.value("code", ""), topic.ends_with("/update/rejected"), now);
    }
  }
  GoOn(now, steps);
  return steps;
}

void Device::HeardNotice(const json& execution, Instant now) {
  // The next is asked for once the end is told; and who asks is about to know.
  if (asks_ || (work_ && work_->phase == Phase::kEnding && awaited_)) return;
  if (!IsMine(execution)) Take(execution, now);
}

void Device::Accepted(std::string_view request, const json& answer, int percent,
                      Instant asked_at) {
  if (request.starts_with("$next/get/")) {
    asks_ = false;
    return Take(answer.value("execution", json::object()), asked_at);
  }
  if (!work_) return;
  ++work_->version;
  work_->reported = percent;
  if (work_->phase == Phase::kStarting) {
    work_->phase = Phase::kWorking;
    work_->since = asked_at;
  } else if (work_->phase == Phase::kEnding) {
    ++tally_.ended[work_->outcome];
    work_.reset();
    asks_ = true;
  }
}

void Device::Refused(const std::string& code, bool is_update, Instant now) {
  if (is_update) ++tally_.refused;
  const bool is_gone = code == "InvalidStateTransition" || code == "ResourceNotFound" ||
                       code == "TerminalStateReached";
  if (is_update && is_gone && work_) {
    ++tally_.dropped;
    work_.reset();
  }
  // It reads, and tries again by what it read; each time it waits longer.
  asks_ = true;
  const int doublings = std::min(refusals_in_a_row_++, kMostDoublings);
  if (doublings == 0 && is_update && (is_gone || code == "VersionMismatch")) return;
  const Duration pause = kLeastPause * (1 << doublings);
  waits_until_ = now + pause +
                 Chance(seed_, {name_, "pause", std::to_string(requests_)}).Between({}, pause);
}

Device::Work Device::NewWork(const json& execution, Instant now) const {
  Work work{.job_id = execution.value("jobId", ""),
            .execution_number = execution.value("executionNumber", std::int64_t{1}),
            .since = now};
  const std::string number = std::to_string(work.execution_number);
  const auto chance = [&](std::string_view what_for) {
    return Chance(seed_, {name_, work.job_id, number, what_for});
  };
  work.takes =
      std::max(Duration{1}, chance("takes").Around(behaviour_.median, behaviour_.spread));
  work.outcome = work.execution_number <= behaviour_.fails_first
                     ? Outcome::kFailed
                     : DrawOutcome(behaviour_, chance("outcome").Next());
  Chance power = chance("power");
  if (power.Next() < behaviour_.loses_power) {
    work.power_ends_at = 1 + static_cast<int>(power.Next() * (kAll - 1));
  }
  return work;
}

bool Device::IsMine(const json& execution) const {
  return work_ && work_->job_id == execution.value("jobId", "") &&
         work_->execution_number == execution.value("executionNumber", std::int64_t{1});
}

void Device::Take(const json& execution, Instant now) {
  const bool is_mine = IsMine(execution);
  if (!is_mine) {
    awaited_.reset();
    if (work_ && work_->phase != Phase::kQuiet) ++tally_.dropped;
    work_.reset();
    if (!execution.contains("jobId")) return;
    ++tally_.taken;
    work_ = NewWork(execution, now);
  }
  work_->version = execution.value("versionNumber", std::int64_t{1});
  const bool has_begun = execution.value("status", "") == "IN_PROGRESS";
  const bool is_resumed = is_mine && work_->phase == Phase::kPaused;
  if (is_resumed || (has_begun && work_->phase == Phase::kStarting)) {
    work_->phase = Phase::kWorking;
    work_->since = now;
  }
  if (is_mine) return;
  if (work_->outcome == Outcome::kIgnored) {
    work_->phase = Phase::kQuiet;
    ++tally_.ended[work_->outcome];
  } else if (work_->outcome == Outcome::kRejected) {
    work_->phase = Phase::kEnding;
  }
}

}  // namespace virtual_devices
