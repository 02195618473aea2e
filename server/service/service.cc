#include "server/service/service.h"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "api_spec/check.h"
#include "engine/broker/presence.h"
#include "engine/error.h"
#include "server/service/state.h"
#include "storage/changes.h"
#include "storage/registry/connectivity.h"
#include "storage/registry/dynamic_groups.h"
#include "storage/settings.h"
#include "storage/store.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using nlohmann::json;

namespace {

// A listener's trouble is not the caller's: what was committed stays so.
template <typename Listeners, typename Told>
void TellEach(const Listeners& listeners, const Told& told) {
  for (const auto& listener : listeners) {
    try {
      listener(told);
    } catch (const std::exception& failure) {
      spdlog::error("what has happened could not be passed on: {}", failure.what());
    }
  }
}

// Throws Error where `work` finds the disk full.
void NotingFullDisk(const char* what, const std::function<void()>& work) {
  try {
    return work();
  } catch (const SQLite::Exception& failure) {
    if (failure.getErrorCode() != SQLITE_FULL) throw;
  } catch (const storage::DiskFull&) {
    // As above.
  }
  spdlog::error(
      "{}: the disk is full; nothing was changed. Free some space in the data directory, and "
      "the request can be sent again",
      what);
  throw Error(ErrorCode::kServiceUnavailable, "The disk of the data directory is full.");
}

}  // namespace

Service::Service(storage::Store& store, storage::Objects& objects, engine::Clock& clock,
                 OperationLookup find_operation, Settings settings)
    : store_(store),
      objects_(objects),
      clock_(clock),
      find_operation_(find_operation),
      settings_(std::move(settings)),
      nobody_{settings_.region, ""},
      due_(store) {
  if (const auto kept = storage::Settings(store_).FindClock()) clock_ = engine::Clock(*kept);
  done_ = clock_.Now();
  AddStoredWork(due_);
}

void Service::OnCommitted(std::function<void(const Committed&)> listener) {
  on_committed_.push_back(std::move(listener));
}

void Service::OnAnswered(std::function<void(const Answered&)> listener) {
  on_answered_.push_back(std::move(listener));
}

void Service::Tell(const Committed& committed) const {
  TellEach(on_committed_, committed);
}

void Service::Tell(const Answered& answered) const {
  TellEach(on_answered_, answered);
}

json Service::Run(Call& call) {
  try {
    json output = Operate(call);
    Tell(Answered{
        .at = Now(), .call = call, .took = std::chrono::steady_clock::now() - call.began});
    return output;
  } catch (const Error& refusal) {
    Refused(call, refusal);
    throw;
  }
}

Needs::Get Service::NeededFirst(const Call& call) {
  const Needs::Of* need = needs_.Find(call.operation.name);
  if (need == nullptr) return nullptr;
  Needs::Get get;
  try {
    Call checked = call;
    Checked(checked.operation, checked.input);
    Context c{store_, objects_, Now(), checked.caller, settings_};
    get = (*need)(c, checked);
  } catch (const Error&) {
    return nullptr;
  }
  if (!get) return nullptr;
  return [this, get, resets = resets_](const Needs::Take& take) {
    get([this, resets, take](Beforehand got) {
      if (resets != resets_) {
        got.refusal = std::make_shared<Error>(
            ErrorCode::kServiceUnavailable,
            "The emulator was reset before the request could be answered.");
      }
      take(std::move(got));
    });
  };
}

void Service::Refused(const Call& call, const Error& reason) {
  Tell(Answered{.at = Now(),
                .call = call,
                .refusal = &reason,
                .took = std::chrono::steady_clock::now() - call.began});
}

Operation Service::Checked(const api_spec::Operation& operation, json& input) const {
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
  return run;
}

json Service::Together(const std::function<json(const EachOperation&)>& work) {
  json output;
  InParts({[&](Context&, const EachOperation& each) { output = work(each); }});
  return output;
}

void Service::InParts(const std::vector<Part>& parts) {
  const engine::Instant now = Now();
  TickUntil(now);
  std::vector<Work> works;
  std::ranges::transform(parts, std::back_inserter(works),
                         [this](const Part& part) { return WorkOf(part); });
  CommitParts(now, {}, works);
}

Service::Work Service::WorkOf(const Part& part) const {
  return [this, part](Context& c) {
    part(c, [&](const std::string& name, json input) {
      const auto& operation = api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, name);
      return Checked(operation, input)(c, input);
    });
  };
}

json Service::Operate(Call& call) {
  if (in_place_of_) {
    if (auto answer = in_place_of_(call)) return *std::move(answer);
  }
  const api_spec::Operation& operation = call.operation;
  const Operation run = Checked(operation, call.input);
  if (call.caller.beforehand && call.caller.beforehand->refusal) {
    throw Error(*call.caller.beforehand->refusal);
  }
  const engine::Instant now = Now();
  // Time first: a request never sees what should already have expired.
  TickUntil(now);
  json output = RunAt(now, run, call);
  if (settings_.check_answers) CheckAnswer(operation, output);
  return output;
}

json Service::RunAt(engine::Instant now, Operation run, const Call& call) {
  if (call.operation.method == "GET") {
    Context c{store_, objects_, now, call.caller, settings_};
    return run(c, call.input);
  }
  json output;
  Commit(now, {.call = &call}, [&](Context& c) { output = run(c, call.input); });
  return output;
}

void Service::CheckAnswer(const api_spec::Operation& operation, const json& output) const {
  const std::string wrong = api_spec::CheckOutput(operation, output);
  if (wrong.empty()) return;
  spdlog::error("the answer of {} is not as described: {}", operation.name, wrong);
  throw std::logic_error("the answer is not as described: " + wrong);
}

void Service::Commit(engine::Instant at, const Origin& cause, const Work& work) {
  CommitParts(at, cause, {work});
}

void Service::CommitParts(engine::Instant at, const Origin& cause,
                          const std::vector<Work>& parts) {
  Settled settled = Transact(at, cause, parts);
  if (move_) move_->at = std::max(move_->at, at);
  if (cause.kept) cause.kept();
  std::vector<engine::Notice> notices = cause.notices;
  std::ranges::move(settled.notices, std::back_inserter(notices));
  Tell(Committed{at, cause.call, cause.presence, store_.Touched(), settled.followed,
                 std::move(notices), cause.timer, cause.clock_scale});
}

Settled Service::Transact(engine::Instant at, const Origin& cause,
                          const std::vector<Work>& parts) {
  Settled settled;
  const auto change = [&] {
    Context c{store_, objects_, at, cause.call ? cause.call->caller : nobody_, settings_};
    for (const Work& part : parts) {
      store_.Touched().BeginPart();
      part(c);
      settled.Append(Settle(c));
    }
  };
  const char* cause_name = cause.call ? cause.call->operation.name.c_str() : "a change";
  NotingFullDisk(cause_name, [&] {
    storage_health_.Watch(Now(),
                          [&] { objects_.Together([&] { store_.Atomically(change); }); });
  });
  return settled;
}

void Service::Cause(const std::function<std::vector<engine::Notice>(Context&)>& change) {
  const engine::Instant now = Now();
  TickUntil(now);
  Origin origin;
  Commit(now, origin, [&](Context& c) { origin.notices = change(c); });
}

void Service::ClientChanged(const engine::Presence& presence) {
  const engine::Instant now = Now();
  Origin cause{.presence = &presence};
  if (auto notice = engine::PresenceNotice(presence, now)) {
    cause.notices.push_back(*std::move(notice));
  }
  try {
    TickUntil(now);
    Commit(now, cause, [&](Context& c) {
      storage::Connectivity(c.store).Set(presence.client_id,
                                         {presence.connected, now, presence.disconnect_reason});
    });
  } catch (const std::exception& failure) {
    spdlog::error("that {} has {} the broker could not be kept: {}", presence.client_id,
                  presence.connected ? "come to" : "left", failure.what());
    Tell(Committed{now, nullptr, &presence, {}, {}, std::move(cause.notices)});
  }
}

void Service::IndexClient(const std::string& client_id) {
  if (!storage::DynamicGroups(store_).Any()) return;
  const engine::Instant now = Now();
  try {
    TickUntil(now);
    Commit(now, {}, [&](Context& c) { storage::DynamicGroups(c.store).Touch(client_id); });
  } catch (const std::exception& failure) {
    spdlog::error("that {} is connected could not be brought to dynamic groups: {}", client_id,
                  failure.what());
  }
}

void Service::DisconnectAll(const std::string& reason) {
  const engine::Instant now = Now();
  TickUntil(now);
  Commit(now, {}, [&](Context& c) {
    for (const std::string& client : storage::Connectivity(c.store).ConnectedClients()) {
      storage::Connectivity(c.store).Set(client, {false, now, reason});
    }
  });
}

json Service::Ask(const std::function<json(Context&)>& question) {
  const engine::Instant now = Now();
  TickUntil(now);
  Context c{store_, objects_, now, nobody_, settings_};
  return question(c);
}

void Service::SetClockScale(double scale) {
  engine::Clock next = clock_;
  next.SetScale(scale);
  Commit(Now(), {.clock_scale = scale, .kept = [&] { clock_ = next; }},
         [&](Context& c) { storage::Settings(c.store).KeepClock(next.setting()); });
}

std::optional<storage::StorageHealth::Trouble> Service::StorageTrouble() {
  if (!storage_health_.trouble()) return std::nullopt;
  try {
    storage_health_.Watch(Now(), [&] {
      store_.Atomically([&] { storage::Settings(store_).KeepClock(clock_.setting()); });
    });
  } catch (const SQLite::Exception&) {
    // It says so below.
  }
  return storage_health_.trouble();
}

void Service::BeginAnew(const engine::Clock& clock, std::vector<Work> parts) {
  const engine::Instant at = clock.setting().local;
  // The objects first: they count when this names their generation.
  parts.emplace_back([](Context& c) { c.store.SetObjectsGeneration(c.objects.Written()); });
  Settled settled = Transact(at, {}, parts);
  ++resets_;
  move_.reset();
  clock_ = clock;
  done_ = at;
  due_.Changed();
  Tell(Committed{at, nullptr, nullptr, store_.Touched(), settled.followed,
                 std::move(settled.notices)});
}

void Service::Reset(const std::optional<engine::Clock>& clock, const std::vector<Part>& parts) {
  std::vector<Work> works{[&](Context& c) {
    c.store.EraseAll();
    c.objects.BeginAnew();
    if (clock) storage::Settings(c.store).KeepClock(clock->setting());
  }};
  std::ranges::transform(parts, std::back_inserter(works),
                         [this](const Part& part) { return WorkOf(part); });
  BeginAnew(clock.value_or(engine::Clock()), std::move(works));
}

std::string Service::SaveState(std::uint64_t most_object_bytes) {
  const engine::Instant now = Now();
  TickUntil(now);
  Context c{store_, objects_, now, nobody_, settings_};
  return WriteState(c, clock_.setting(), most_object_bytes);
}

void Service::LoadState(const std::string& state) {
  State loaded(state, settings_.account_id);
  engine::Clock::Setting setting = clock_.SettingAt(loaded.at());
  setting.scale = loaded.scale();
  BeginAnew(engine::Clock(setting), {[&](Context& c) {
              loaded.Put(c);
              storage::Settings(c.store).KeepClock(setting);
            }});
}

}  // namespace server
