// What time and long changes leave the service to do, and moves of the clock.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/error.h"
#include "engine/registry/thing_group.h"
#include "server/service/registration_work.h"
#include "server/service/service.h"
#include "storage/changes.h"
#include "storage/identity/registration_tasks.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/registry/thing_groups.h"
#include "storage/settings.h"
#include "storage/store.h"

namespace server {

using engine::Error;
using nlohmann::json;

// Long changes of earlier instants come first; those of this one may wait for Step.
void Service::TickUntil(engine::Instant until) {
  if (move_) return;
  for (auto due = due_.Next(done_); due && due->at <= until; due = due_.Next(done_)) {
    if (!WorkOffBacklog()) Do(*due);
  }
  done_ = std::max(done_, until);
}

bool Service::DoNextDue(engine::Instant until) {
  const auto due = due_.Next(done_);
  if (!due || due->at > until) return false;
  Do(*due);
  return true;
}

// Each at its own instant: a jump of the clock must equal many small steps.
void Service::Do(const Due& due) {
  Origin cause;
  Commit(due.at, cause, [&](Context& c) {
    cause.timer = due_.SourceOf(due).tell(c, due);
    due_.SourceOf(due).act(c, due);
    // A process that dies on the way wakes up where it was.
    if (move_)
      storage::Settings(c.store).KeepClock(clock_.SettingAt(std::max(move_->at, due.at)));
  });
  done_ = std::max(done_, due.at);
}

bool Service::Step() {
  return !move_ && (WorkOffBacklog() || DoNextDue(clock_.Now()));
}

void Service::Tick() {
  while (Step()) {
  }
}

bool Service::HasBacklog() {
  return storage::Jobs(store_).HasBacklog() ||
         storage::RegistrationTasks(store_).NextUnderWay().has_value();
}

bool Service::WorkOffBacklog() {
  if (const auto group = storage::DynamicGroups(store_).NextBuilding()) {
    const engine::Instant at =
        storage::ThingGroups(store_).Find(*group)->dynamic->building_since;
    Commit(at, {}, [&](Context& c) { c.store.Touched().building_groups.insert(*group); });
    return true;
  }
  auto job = storage::Jobs(store_).NextBacklog();
  if (!job) return RegisterNext();
  const engine::Instant at = *job->backlog_at;
  job->backlog_at.reset();
  Commit(at, {}, [&](Context& c) { storage::Jobs(c.store).Update(*job); });
  return true;
}

bool Service::RegisterNext() {
  if (!storage::RegistrationTasks(store_).NextUnderWay()) return false;
  const auto register_one = [this](Context& c, json input) {
    const auto& operation =
        api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "RegisterThing");
    return Checked(operation, input)(c, input);
  };
  try {
    Commit(Now(), {}, [&](Context& c) {
      RegisterNextLine(c, [&](json input) { return register_one(c, std::move(input)); });
    });
  } catch (const Error& refusal) {
    Commit(Now(), {}, [&](Context& c) { RefuseNextLine(c, refusal); });
  }
  return true;
}

std::optional<engine::Instant> Service::NextDue() {
  due_.Changed();  // what is not in the store may be gone by itself
  const auto due = due_.Next(done_);
  if (!due) return std::nullopt;
  return due->at;
}

void Service::BeginMove(engine::Instant to, std::optional<double> scale) {
  const engine::Instant now = Now();
  move_ = std::make_shared<Journey>(
      Journey{.to = to, .until = std::max(now, to), .at = now, .from = now, .scale = scale});
}

bool Service::Move() {
  if (!move_) return false;
  try {
    if (WorkOffBacklog() || DoNextDue(move_->until)) return true;
  } catch (...) {
    StopMove();
    throw;
  }
  Arrive(move_->to);
  return false;
}

// The clock goes on from there.
void Service::Arrive(engine::Instant at) {
  const bool back = at < move_->at;
  engine::Clock next = clock_;
  if (move_->scale) next.SetScale(*move_->scale);
  next.Set(at);
  const auto kept = [&] {
    clock_ = next;
    done_ = at;
    due_.Changed();
    move_.reset();
  };
  try {
    Commit(at, {.clock_scale = next.setting().scale, .kept = kept}, [&](Context& c) {
      storage::Settings(c.store).KeepClock(next.setting());
      // Certificates may not be valid yet at an earlier instant.
      c.store.Touched().certificates = c.store.Touched().clock_went_back = back;
    });
  } catch (...) {
    StopMove();
    throw;
  }
}

// Where it has come to, as is kept: where nothing was done on the way, the clock was not moved.
void Service::StopMove() {
  if (!move_) return;
  if (move_->at != move_->from) clock_.Set(move_->at);
  move_.reset();
}

void Service::EndMove() {
  if (move_) Arrive(move_->at);
}

void Service::SetClock(engine::Instant to) {
  BeginMove(to);
  while (Move()) {
  }
}

}  // namespace server
