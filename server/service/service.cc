#include "server/service/service.h"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "api_spec/check.h"
#include "engine/error.h"
#include "engine/jobs/timeout.h"
#include "server/service/settle.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using nlohmann::json;

Service::Service(storage::Store& store, storage::Objects& objects, engine::Clock& clock,
                 OperationLookup find_operation, Settings settings, Publish publish)
    : store_(store),
      objects_(objects),
      clock_(clock),
      find_operation_(find_operation),
      settings_(std::move(settings)),
      publish_(std::move(publish)),
      sightings_(clock_.Now()) {
  if (const auto kept = store_.FindClock()) clock_ = engine::Clock(*kept);
  sightings_.Forget(clock_.Now());
}

json Service::Call(const api_spec::Operation& operation, const Caller& caller, json input) {
  if (operation.plane != api_spec::Plane::kData) {
    return Run(operation, caller, std::move(input));
  }
  const auto named = input.find("thingName");
  const std::string thing =
      named != input.end() && named->is_string() ? named->get<std::string>() : "";
  Request request{.operation = operation.name, .over_mqtt = caller.over_mqtt};
  const auto seen = [&](std::string refusal) {
    request.at = Now();
    request.refusal = std::move(refusal);
    sightings_.Saw(thing, std::move(request));
  };
  try {
    json output = Run(operation, caller, std::move(input));
    seen("");
    return output;
  } catch (const Error& refusal) {
    seen(std::string(Name(refusal.code)) + ": " + refusal.what());
    throw;
  }
}

json Service::Run(const api_spec::Operation& operation, const Caller& caller, json input) {
  if (const std::string violations = api_spec::CheckInput(operation, input);
      !violations.empty()) {
    throw Error(ErrorCode::kInvalidRequest, violations);
  }
  if (const std::string refused = api_spec::RefusedMember(operation, input); !refused.empty()) {
    throw Error(ErrorCode::kNotImplemented, refused);
  }
  const Operation run = find_operation_(operation.plane, operation.name);
  if (run == nullptr) {
    throw Error(ErrorCode::kNotImplemented,
                operation.name + " is not emulated; see docs/differences.md.");
  }
  const engine::Instant now = Now();
  // Time first: a request never sees what should already have expired.
  json output;
  try {
    TickUntil(now);
    if (operation.method == "GET") {
      Context c{store_, objects_, now, caller, settings_};
      output = run(c, input);
    } else {
      Commit(now, caller, [&](Context& c) { output = run(c, input); });
    }
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() != SQLITE_FULL) throw;
    spdlog::error(
        "{}: the disk is full; nothing was changed. Free some space in the data "
        "directory, and the request can be sent again",
        operation.name);
    throw Error(ErrorCode::kServiceUnavailable, "The disk of the data directory is full.");
  }
  if (settings_.check_answers) {
    if (const std::string wrong = api_spec::CheckOutput(operation, output); !wrong.empty()) {
      spdlog::error("the answer of {} is not as described: {}", operation.name, wrong);
      throw std::logic_error("the answer is not as described: " + wrong);
    }
  }
  return output;
}

void Service::Commit(engine::Instant at, const Caller& caller,
                     const std::function<void(Context&)>& work) {
  std::vector<engine::Notice> notices;
  store_.Atomically([&] {
    Context c{store_, objects_, at, caller, settings_, move_ ? move_->told.get() : nullptr};
    work(c);
    notices = Settle(c);
  });
  for (const engine::Notice& notice : notices) {
    sightings_.Sent(notice, at);
    publish_(notice);
  }
}

void Service::SetConnectivity(const std::string& client_id,
                              const engine::Connectivity& connectivity) {
  const engine::Instant now = Now();
  TickUntil(now);
  Commit(now, Caller{settings_.region, ""},
         [&](Context& c) { c.store.SetConnectivity(client_id, connectivity); });
}

void Service::DisconnectAll(const std::string& reason) {
  const engine::Instant now = Now();
  TickUntil(now);
  Commit(now, Caller{settings_.region, ""}, [&](Context& c) {
    for (const std::string& client : c.store.ConnectedClients()) {
      c.store.SetConnectivity(client, {false, now, reason});
    }
  });
}

// Long changes of earlier instants come first; those of this one may wait for Step.
void Service::TickUntil(engine::Instant until) {
  if (move_) return;
  for (auto due = store_.NextDue(); due && due->at <= until; due = store_.NextDue()) {
    if (!WorkOffBacklog()) Do(*due);
  }
}

bool Service::DoNextDue(engine::Instant until) {
  const auto due = store_.NextDue();
  if (!due || due->at > until) return false;
  Do(*due);
  return true;
}

// Each at its own instant: a jump of the clock must equal many small steps.
void Service::Do(const storage::DueWork& due) {
  Commit(due.at, Caller{settings_.region, ""}, [&](Context& c) {
    if (due.is_execution) {
      const auto execution = c.store.ExecutionBySequence(due.sequence);
      c.store.Update(execution, engine::TimeOut(execution, c.now));
    } else {
      c.store.Update(c.store.JobBySequence(due.sequence));
    }
    // A process that dies on the way wakes up where it was.
    if (move_) c.store.KeepClock(clock_.SettingAt(std::max(move_->at, due.at)));
  });
  if (move_) move_->at = std::max(move_->at, due.at);
}

bool Service::Step() {
  return !move_ && (WorkOffBacklog() || DoNextDue(clock_.Now()));
}

void Service::Tick() {
  while (Step()) {
  }
}

bool Service::HasBacklog() {
  return store_.HasBacklog();
}

bool Service::WorkOffBacklog() {
  const Caller nobody{settings_.region, ""};
  if (const auto group = store_.NextBuildingGroup()) {
    const engine::Instant at = store_.FindThingGroup(*group)->dynamic->building_since;
    Commit(at, nobody, [&](Context& c) { c.store.Touched().building_groups.insert(*group); });
    return true;
  }
  auto job = store_.NextBacklog();
  if (!job) return false;
  const engine::Instant at = *job->backlog_at;
  job->backlog_at.reset();
  Commit(at, nobody, [&](Context& c) { c.store.Update(*job); });
  return true;
}

std::optional<engine::Instant> Service::NextDue() {
  const auto due = store_.NextDue();
  if (!due) return std::nullopt;
  return due->at;
}

void Service::BeginMove(engine::Instant to, std::shared_ptr<Happenings> told) {
  const engine::Instant now = Now();
  move_ = Journey{.to = to, .until = std::max(now, to), .at = now, .told = std::move(told)};
}

bool Service::Move() {
  if (!move_) return false;
  try {
    if (WorkOffBacklog() || DoNextDue(move_->until)) return true;
  } catch (...) {
    clock_.Set(move_->at);
    move_.reset();
    throw;
  }
  clock_.Set(move_->to);
  move_.reset();
  store_.Atomically([&] { store_.KeepClock(clock_.setting()); });
  return false;
}

void Service::SetClock(engine::Instant to) {
  BeginMove(to);
  while (Move()) {
  }
}

json Service::Ask(const std::function<json(Context&)>& question) {
  const engine::Instant now = Now();
  TickUntil(now);
  const Caller nobody{settings_.region, ""};
  Context c{store_, objects_, now, nobody, settings_};
  return question(c);
}

void Service::SetClockScale(double scale) {
  clock_.SetScale(scale);
  store_.Atomically([&] { store_.KeepClock(clock_.setting()); });
}

void Service::Reset() {
  store_.Atomically([&] { store_.EraseAll(); });
  move_.reset();
  objects_.EraseAll();
  clock_ = engine::Clock();
  sightings_.Forget(clock_.Now());
  refusals_.Forget();
}

}  // namespace server
