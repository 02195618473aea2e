#include "tests/model/make_job.h"

#include <array>
#include <string>

#include "tests/model/model_schedule.h"
#include "tests/model/walk.h"

namespace model {

namespace {

const std::string kArn = "arn:aws:iot:us-east-1:123456789012:";

json Criterion(Dice& dice, const char* failure_type) {
  return {{"failureType", failure_type}, {"numberOfRetries", dice.Between(0, 3)}};
}

// A retry after TIMED_OUT needs a timeoutConfig.
json Retries(Dice& dice, bool times_out) {
  if (!times_out) return json::array({Criterion(dice, "FAILED")});
  switch (dice.Between(1, 4)) {
    case 1:
      return json::array({Criterion(dice, "ALL")});
    case 2:
      return json::array({Criterion(dice, "FAILED")});
    case 3:
      return json::array({Criterion(dice, "TIMED_OUT")});
    default:
      return json::array({Criterion(dice, "TIMED_OUT"), Criterion(dice, "FAILED")});
  }
}

// So slow that four things take minutes.
json Rollout(Dice& dice) {
  json rollout = {{"maximumPerMinute", dice.Between(1, 4)}};
  if (dice.Chance(50)) return rollout;
  const bool by_success = dice.Chance(50);
  constexpr std::array kFactors = {1.1, 1.5, 2.0, 3.0, 5.0};
  rollout["exponentialRate"] = {
      {"baseRatePerMinute", dice.Between(1, rollout["maximumPerMinute"].get<int>())},
      {"incrementFactor", dice.One(kFactors)},
      {"rateIncreaseCriteria",
       {{by_success ? "numberOfSucceededThings" : "numberOfNotifiedThings",
         dice.Between(1, 3)}}}};
  return rollout;
}

json Abort(Dice& dice) {
  constexpr std::array kTypes = {"FAILED", "REJECTED", "TIMED_OUT", "ALL"};
  constexpr std::array kThresholds = {20.0, 25.0, 33.33, 33.34, 50.0, 66.66, 66.67, 100.0};
  json list = json::array();
  for (int i = dice.Between(1, 2); i > 0; --i) {
    list.push_back({{"failureType", dice.One(kTypes)},
                    {"action", "CANCEL"},
                    {"thresholdPercentage", dice.One(kThresholds)},
                    {"minNumberOfExecutedThings", dice.Between(1, 4)}});
  }
  return {{"criteriaList", list}};
}

// AWS: at least half an hour ahead, and as long.
json Schedule(Dice& dice, Milliseconds now, bool continuous) {
  json schedule = json::object();
  const Milliseconds start = now + dice.Between(31, 40) * kMinute;
  const bool starts = dice.Chance(80);
  if (starts) schedule["startTime"] = TimeOf(start);
  if (!starts || dice.Chance(60)) {
    schedule["endTime"] = TimeOf(start + dice.Between(30, 45) * kMinute);
    constexpr std::array kBehaviors = {"STOP_ROLLOUT", "CANCEL", "FORCE_CANCEL"};
    if (dice.Chance(80)) schedule["endBehavior"] = dice.One(kBehaviors);
  }
  if (continuous && starts && dice.Chance(60)) {
    constexpr std::array kTimes = {"cron(0/7 * ? * * *)",   "cron(0/20 * * * ? *)",
                                   "cron(15 * ? * * *)",    "cron(0/5 13-14 ? * * *)",
                                   "cron(30 13 ? * THU *)", "cron(10,40 * 1-2 JAN ? 2026)"};
    constexpr std::array kDurations = {1, 3, 5, 12};
    for (int i = dice.Between(1, 2); i > 0; --i) {
      schedule["maintenanceWindows"].push_back(
          {{"startTime", dice.One(kTimes)}, {"durationInMinutes", dice.One(kDurations)}});
    }
  }
  return schedule;
}

}  // namespace

std::string AnyGroup(Dice& dice) {
  return kFormsGroups && dice.Chance(25) ? dice.One(kDynamicGroups) : dice.One(kGroups);
}

std::string GroupArn(const std::string& name) {
  return kArn + "thinggroup/" + name;
}

json JobMembers(Dice& dice, const std::string& job_id, Milliseconds now) {
  json members = {{"document", R"({"job":")" + job_id + R"("})"}};
  for (int i = dice.Between(1, 2); i > 0; --i) {
    const bool thing = dice.Chance(25);
    members["targets"].push_back(thing ? kArn + "thing/" + dice.One(kThings)
                                       : GroupArn(AnyGroup(dice)));
  }
  const bool continuous = dice.Chance(60);
  if (continuous) members["targetSelection"] = "CONTINUOUS";
  if (kSchedules && dice.Chance(30))
    members["schedulingConfig"] = Schedule(dice, now, continuous);
  const bool times_out = dice.Chance(60);
  if (times_out)
    members["timeoutConfig"] = {{"inProgressTimeoutInMinutes", dice.Between(1, 5)}};
  if (dice.Chance(60)) {
    members["jobExecutionsRetryConfig"] = {{"criteriaList", Retries(dice, times_out)}};
  }
  if (kRollouts && dice.Chance(60)) {
    members["jobExecutionsRolloutConfig"] = Rollout(dice);
  }
  if (kAborts && dice.Chance(30)) members["abortConfig"] = Abort(dice);
  return members;
}

json UpdateMembers(Dice& dice) {
  json members = json::object();
  if (dice.Chance(30)) members["description"] = "text " + std::to_string(dice.Between(1, 99));
  if (dice.Chance(40)) {
    members["timeoutConfig"] = {{"inProgressTimeoutInMinutes", dice.Between(1, 5)}};
  }
  if (dice.Chance(20)) {
    members["jobExecutionsRetryConfig"] = {{"criteriaList", Retries(dice, true)}};
    for (json& each : members["jobExecutionsRetryConfig"]["criteriaList"]) {
      if (dice.Chance(80)) each["numberOfRetries"] = 0;
    }
  }
  if (kRollouts && dice.Chance(40)) {
    members["jobExecutionsRolloutConfig"] = Rollout(dice);
  }
  if (kAborts && dice.Chance(30)) members["abortConfig"] = Abort(dice);
  return members;
}

}  // namespace model
