#include <array>
#include <string>
#include <vector>

#include "tests/model/dice.h"
#include "tests/model/make_job.h"
#include "tests/model/model.h"
#include "tests/model/walk.h"

namespace model {

namespace {

// Makes up steps at random, most of them about executions that are pending at that point.
class Maker {
 public:
  Maker(std::uint64_t seed, const Surroundings& surroundings, const Model& model)
      : dice_(seed), surroundings_(surroundings), model_(model) {}

  Step Next() {
    if (surroundings_.reopens && dice_.Chance(20)) return {"Reopen", json::object()};
    switch (dice_.Weighed({42, 14, 14, 13, 10, 10, 6})) {
      case 0:
        return {"UpdateJobExecution", UpdateInput()};
      case 1:
        return {"StartNextPendingJobExecution",
                Reported({{"thingName", dice_.One(kThings)}}, 1)};
      case 2:
        return Advance();
      case 3:
        return OfGroups();
      case 4:
        return {"CreateJob", JobInput()};
      case 5:
        return OfJobs();
      default:
        return OfThings();
    }
  }

 private:
  Step Advance() {
    constexpr std::array kManners = {"jump", "small steps", "unattended"};
    const auto manner = dice_.One(kManners);
    int milliseconds =
        1000 * (dice_.Chance(70) ? dice_.Between(1, 59) : dice_.Between(60, 400));
    if (dice_.Chance(10)) milliseconds = dice_.Between(0, 2000);
    if (kSchedules && dice_.Chance(15)) milliseconds = 1000 * dice_.Between(300, 3000);
    return {"Advance",
            {{"milliseconds", milliseconds},
             {"manner", surroundings_.checks_invariants && *manner == 'u' ? "jump" : manner}}};
  }

  Step OfThings() {
    json thing = {{"thingName", dice_.One(kThings)}};
    constexpr std::array kZones = {"north", "south", "west"};
    constexpr std::array kTypes = {"JOB", "JOB_EXECUTION"};
    switch (
        dice_.Weighed({4, 3, kFormsGroups ? 6 : 0, kFormsGroups ? 2 : 0, kEvents ? 1 : 0})) {
      case 0:
        return {"CreateThing", thing};
      case 1:
        return {"DeleteThing", thing};
      case 2:
        thing["attributePayload"] = {{"attributes", {{"zone", dice_.One(kZones)}}}};
        return {dice_.Chance(80) ? "UpdateThing" : "CreateThing", thing};
      case 3: {
        json group = {{"thingGroupName", dice_.One(kDynamicGroups)}};
        if (dice_.Chance(30)) return {"DeleteDynamicThingGroup", group};
        group["queryString"] = std::string("attributes.zone:") + dice_.One(kZones);
        if (dice_.Chance(30)) {
          group["thingGroupProperties"] = json::object();
          return {"UpdateDynamicThingGroup", group};
        }
        return {"CreateDynamicThingGroup", group};
      }
      default:
        return {
            "UpdateEventConfigurations",
            {{"eventConfigurations", {{dice_.One(kTypes), {{"Enabled", dice_.Chance(70)}}}}}}};
    }
  }

  Step OfGroups() {
    switch (dice_.Weighed({10, 5, 5, 3, 1})) {
      case 0:
        return {"AddThingToThingGroup", Membership()};
      case 1:
        return {"RemoveThingFromThingGroup", MemberInput()};
      case 2:
        return {"UpdateThingGroupsForThing", MoveInput()};
      case 3:
        return {"CreateThingGroup", GroupInput()};
      default:
        return {"DeleteThingGroup", {{"thingGroupName", dice_.One(kGroups)}}};
    }
  }

  Step OfJobs() {
    const json job = {{"jobId", dice_.One(kJobs)}};
    switch (dice_.Weighed({2, 5, 3, 3, 4, 2, 3})) {
      case 0:
        return {"CancelJob", CancelInput(job)};
      case 1:
        return {"DeleteJob", Forced(job)};
      case 2: {
        json input = UpdateMembers(dice_);
        input.update(job);
        return {"UpdateJob", input};
      }
      case 3:
        return {"AssociateTargetsWithJob", AssociateInput(job)};
      case 4:
        return {"CancelJobExecution", Versioned(Forced(ExecutionInput()))};
      case 5: {
        json input = Forced(ExecutionInput());
        input["executionNumber"] = dice_.Between(1, 3);
        return {"DeleteJobExecution", input};
      }
      default:
        return {"DescribeJobExecution", DescribeInput()};
    }
  }

  json Membership() {
    return {{"thingName", dice_.One(kThings)}, {"thingGroupName", dice_.One(kGroups)}};
  }

  json MemberInput() {
    const auto& members = model_.members();
    if (members.empty() || dice_.Chance(20)) return Membership();
    const auto& [group, thing] =
        *std::next(members.begin(), dice_.Between(0, static_cast<int>(members.size()) - 1));
    return {{"thingName", thing}, {"thingGroupName", group}};
  }

  json MoveInput() {
    const json member = MemberInput();
    json input = {{"thingName", member["thingName"]},
                  {"thingGroupsToRemove", json::array()},
                  {"thingGroupsToAdd", {dice_.One(kGroups)}}};
    if (dice_.Chance(70)) input["thingGroupsToRemove"].push_back(member["thingGroupName"]);
    if (dice_.Chance(30)) input["thingGroupsToAdd"].push_back(dice_.One(kGroups));
    return input;
  }

  // Some of a group deleted before.
  json GroupInput() {
    const std::string name = dice_.One(kGroups);
    json input = {{"thingGroupName", name}};
    if (name == "kitchen" && dice_.Chance(80)) input["parentGroupName"] = "house";
    if (name == "attic" && dice_.Chance(30)) input["parentGroupName"] = "house";
    return input;
  }

  json ExecutionInput() {
    std::vector<const Execution*> pending;
    for (const Execution& each : model_.executions()) {
      if (each.Pending()) pending.push_back(&each);
    }
    if (pending.empty() || dice_.Chance(15)) {
      return {{"thingName", dice_.One(kThings)}, {"jobId", dice_.One(kJobs)}};
    }
    const Execution& execution = *dice_.One(pending);
    return {{"thingName", execution.thing}, {"jobId", execution.job}};
  }

  json Forced(json input) {
    if (dice_.Chance(40)) input["force"] = true;
    return input;
  }

  json Versioned(json input) {
    if (dice_.Chance(25)) input["expectedVersion"] = dice_.Between(1, 4);
    return input;
  }

  json Reported(json input, int shortest_step_timeout) {
    if (dice_.Chance(30)) {
      input["statusDetails"] = {{"step", std::to_string(dice_.Between(1, 9))}};
    }
    if (dice_.Chance(30)) input["stepTimeoutInMinutes"] = dice_.Between(1, 4);
    if (shortest_step_timeout < 0 && dice_.Chance(10)) input["stepTimeoutInMinutes"] = -1;
    return input;
  }

  json UpdateInput() {
    constexpr std::array kStatuses = {
        "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED",
        "SUCCEEDED",   "FAILED",      "FAILED",      "REJECTED",    "QUEUED",      "CANCELED"};
    json input = Versioned(Reported(ExecutionInput(), -1));
    input["status"] = dice_.One(kStatuses);
    if (dice_.Chance(10)) input["executionNumber"] = dice_.Between(1, 3);
    if (dice_.Chance(30)) input["includeJobExecutionState"] = true;
    return input;
  }

  json DescribeInput() {
    if (dice_.Chance(40)) return {{"thingName", dice_.One(kThings)}, {"jobId", "$next"}};
    return ExecutionInput();
  }

  json CancelInput(const json& job) {
    json input = Forced(job);
    if (dice_.Chance(50)) input["reasonCode"] = "TOO_WARM";
    if (dice_.Chance(50)) input["comment"] = "no more";
    return input;
  }

  json AssociateInput(json input) {
    input["targets"] = {GroupArn(AnyGroup(dice_))};
    if (dice_.Chance(30)) input["targets"].push_back(GroupArn(AnyGroup(dice_)));
    if (dice_.Chance(30)) input["comment"] = "more of them";
    return input;
  }

  json JobInput() {
    const std::string job = dice_.One(kJobs);
    json input = JobMembers(dice_, job, model_.now());
    input["jobId"] = job;
    return input;
  }

  Dice dice_;
  const Surroundings surroundings_;
  const Model& model_;
};

}  // namespace

Walk MakeWalk(std::uint64_t seed, int steps, const Surroundings& surroundings) {
  // kitchen lies in house; attic and loan stand apart.
  Walk walk = {
      {"CreateThingGroup", {{"thingGroupName", "house"}}},
      {"CreateThingGroup", {{"thingGroupName", "kitchen"}, {"parentGroupName", "house"}}},
      {"CreateThingGroup", {{"thingGroupName", "attic"}}},
      {"CreateThingGroup", {{"thingGroupName", "loan"}}}};
  if (kFormsGroups) {
    for (const char* group : kDynamicGroups) {
      walk.push_back({"CreateDynamicThingGroup",
                      {{"thingGroupName", group},
                       {"queryString", std::string("attributes.zone:") + group}}});
    }
  }
  if (kEvents) {
    walk.push_back(
        {"UpdateEventConfigurations",
         {{"eventConfigurations",
           {{"JOB", {{"Enabled", true}}}, {"JOB_EXECUTION", {{"Enabled", true}}}}}}});
  }
  for (const char* thing : kThings) walk.push_back({"CreateThing", {{"thingName", thing}}});
  Model model(kWalksBegin);
  for (const Step& step : walk) model.Apply(step.operation, step.input);
  Maker maker(seed, surroundings, model);
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
