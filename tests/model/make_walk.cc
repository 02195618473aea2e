#include <array>
#include <random>
#include <string>
#include <vector>

#include "tests/model/model.h"
#include "tests/model/walk.h"

namespace model {

namespace {

// Makes up steps at random, most of them about executions that are pending at that point.
class Maker {
 public:
  Maker(std::uint64_t seed, const Model& model) : random_(seed), model_(model) {}

  Step Next() {
    switch (std::discrete_distribution<int>{5, 2, 12, 7, 12, 2, 5, 4, 12, 42, 3, 14}(random_)) {
      case 0:
        return {"CreateThing", {{"thingName", One(kThings)}}};
      case 1:
        return {"DeleteThing", {{"thingName", One(kThings)}}};
      case 2:
        return {"AddThingToThingGroup", Membership()};
      case 3:
        return {"RemoveThingFromThingGroup", MemberInput()};
      case 4:
        return {"CreateJob", JobInput()};
      case 5:
        return {"CancelJob", Forced({{"jobId", One(kJobs)}})};
      case 6:
        return {"DeleteJob", Forced({{"jobId", One(kJobs)}})};
      case 7:
        return {"CancelJobExecution", Versioned(Forced(ExecutionInput()))};
      case 8:
        return {"StartNextPendingJobExecution", Reported({{"thingName", One(kThings)}}, 1)};
      case 9:
        return {"UpdateJobExecution", UpdateInput()};
      case 10:
        return {"DescribeJobExecution", DescribeInput()};
      default:
        return {"Advance", {{"milliseconds", Jump()}}};
    }
  }

 private:
  template <typename List>
  std::string One(const List& list) {
    return list[Below(static_cast<int>(std::size(list)))];
  }

  std::size_t Below(int end) {
    return static_cast<std::size_t>(std::uniform_int_distribution<int>(0, end - 1)(random_));
  }

  int Between(int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random_);
  }

  bool Chance(int percent) { return Between(1, 100) <= percent; }

  int Jump() {
    if (Chance(10)) return Between(0, 2000);
    return 1000 * (Chance(70) ? Between(1, 59) : Between(60, 400));
  }

  json Membership() { return {{"thingName", One(kThings)}, {"thingGroupName", One(kGroups)}}; }

  json MemberInput() {
    std::vector<json> members;
    const json rows = model_.Rows();
    for (const auto& [group, things] : rows["members"].items()) {
      for (const json& thing : things) {
        members.push_back({{"thingName", thing}, {"thingGroupName", group}});
      }
    }
    if (!members.empty() && Chance(80)) return members[Below(static_cast<int>(members.size()))];
    return Membership();
  }

  json ExecutionInput() {
    std::vector<json> pending;
    const json rows = model_.Rows();
    for (const auto& [key, row] : rows["executions"].items()) {
      const std::string status = row["status"];
      if (status != "QUEUED" && status != "IN_PROGRESS") continue;
      const auto job_end = key.find(' ');
      pending.push_back({{"jobId", key.substr(0, job_end)},
                         {"thingName", key.substr(job_end + 1, key.find('#') - job_end - 1)}});
    }
    if (!pending.empty() && Chance(85)) return pending[Below(static_cast<int>(pending.size()))];
    return {{"thingName", One(kThings)}, {"jobId", One(kJobs)}};
  }

  json Forced(json input) {
    if (Chance(40)) input["force"] = true;
    return input;
  }

  json Versioned(json input) {
    if (Chance(25)) input["expectedVersion"] = Between(1, 4);
    return input;
  }

  json Reported(json input, int shortest_step_timeout) {
    if (Chance(30)) input["statusDetails"] = {{"step", std::to_string(Between(1, 9))}};
    if (Chance(30)) input["stepTimeoutInMinutes"] = Between(1, 4);
    if (shortest_step_timeout < 0 && Chance(10)) input["stepTimeoutInMinutes"] = -1;
    return input;
  }

  json UpdateInput() {
    constexpr std::array kStatuses = {
        "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED",
        "SUCCEEDED",   "FAILED",      "FAILED",      "REJECTED",    "QUEUED",      "CANCELED"};
    json input = Versioned(Reported(ExecutionInput(), -1));
    input["status"] = One(kStatuses);
    if (Chance(10)) input["executionNumber"] = Between(1, 3);
    if (Chance(30)) input["includeJobExecutionState"] = true;
    return input;
  }

  json DescribeInput() {
    if (Chance(40)) return {{"thingName", One(kThings)}, {"jobId", "$next"}};
    return ExecutionInput();
  }

  json JobInput() {
    const std::string arn = "arn:aws:iot:us-east-1:123456789012:";
    const std::string job = One(kJobs);
    json input = {{"jobId", job}, {"document", R"({"job":")" + job + R"("})"}};
    for (int i = Between(1, 2); i > 0; --i) {
      const bool thing = Chance(25);
      input["targets"].push_back(arn + (thing ? "thing/" : "thinggroup/") +
                                 (thing ? One(kThings) : One(kGroups)));
    }
    if (Chance(60)) input["targetSelection"] = "CONTINUOUS";
    if (Chance(60)) input["timeoutConfig"] = {{"inProgressTimeoutInMinutes", Between(1, 5)}};
    if (Chance(60)) input["jobExecutionsRetryConfig"] = {{"criteriaList", Criteria(input)}};
    return input;
  }

  // A retry after TIMED_OUT needs a timeoutConfig.
  json Criteria(const json& job) {
    const auto criterion = [&](const char* type) {
      return json{{"failureType", type}, {"numberOfRetries", Between(0, 3)}};
    };
    if (!job.contains("timeoutConfig")) return json::array({criterion("FAILED")});
    switch (Between(1, 4)) {
      case 1:
        return json::array({criterion("ALL")});
      case 2:
        return json::array({criterion("FAILED")});
      case 3:
        return json::array({criterion("TIMED_OUT")});
      default:
        return json::array({criterion("TIMED_OUT"), criterion("FAILED")});
    }
  }

  std::mt19937_64 random_;
  const Model& model_;
};

}  // namespace

Walk MakeWalk(std::uint64_t seed, int steps) {
  // kitchen lies in house; attic and loan stand apart.
  Walk walk = {
      {"CreateThingGroup", {{"thingGroupName", "house"}}},
      {"CreateThingGroup", {{"thingGroupName", "kitchen"}, {"parentGroupName", "house"}}},
      {"CreateThingGroup", {{"thingGroupName", "attic"}}},
      {"CreateThingGroup", {{"thingGroupName", "loan"}}}};
  for (const char* thing : kThings) walk.push_back({"CreateThing", {{"thingName", thing}}});
  Model model(kWalksBegin);
  for (const Step& step : walk) model.Apply(step.operation, step.input);
  Maker maker(seed, model);
  for (int i = 0; i < steps; ++i) {
    const Step& step = walk.emplace_back(maker.Next());
    if (step.operation == "Advance") {
      model.Advance(step.input["milliseconds"]);
    } else {
      model.Apply(step.operation, step.input);
    }
  }
  return walk;
}

}  // namespace model
