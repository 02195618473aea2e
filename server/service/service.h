// Call and Tick: the one path by which anything changes.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "api_spec/spec.h"
#include "engine/clock.h"
#include "engine/jobs/notices.h"
#include "server/journal/happenings.h"
#include "server/journal/refusals.h"
#include "server/journal/sightings.h"
#include "server/service/operation.h"
#include "storage/store.h"

namespace server {

class Service {
 public:
  using Publish = std::function<void(const engine::Notice&)>;

  Service(storage::Store& store, storage::Objects& objects, engine::Clock& clock,
          OperationLookup find_operation, Settings settings, Publish publish);

  // Runs one operation and all that follows from it in one transaction, then publishes.
  // Throws engine::Error, and leaves no trace, when the operation is refused.
  nlohmann::json Call(const api_spec::Operation& operation, const Caller& caller,
                      nlohmann::json input);

  // Answers a question of the emulator's own, which changes nothing.
  nlohmann::json Ask(const std::function<nlohmann::json(Context&)>& question);

  const Sightings& sightings() const { return sightings_; }

  Refusals& refusals() { return refusals_; }

  // A client connected to the broker or left it. A thing of that name can be searched by it,
  // and dynamic groups follow.
  void SetConnectivity(const std::string& client_id, const engine::Connectivity& connectivity);
  // The broker is gone, and with it all connections.
  void DisconnectAll(const std::string& reason);

  // Does what has fallen due, each timer at its own instant, oldest first, and all backlog: in
  // parts, by calling Step until it returns false; or before returning.
  bool Step();
  void Tick();
  // Whether a change was too long for one transaction, and Step has to go on with it.
  bool HasBacklog();
  // The next instant at which something falls due, if anything is waiting.
  std::optional<engine::Instant> NextDue();

  // What the clock shows; while it is being moved, the instant up to which all is done.
  engine::Instant Now() const { return move_ ? move_->at : clock_.Now(); }

  // "host:port" of the REST API, where nobody has said how it is reached.
  void SetOwnHost(std::string host) { settings_.own_host = std::move(host); }

  const engine::Clock& clock() const { return clock_; }

  // Moves the clock, doing all that falls due on the way at its own instant: in parts, each as
  // long as one request, by calling Move until it returns false; or before returning.
  // `told` receives what happens on the way.
  void BeginMove(engine::Instant to, std::shared_ptr<Happenings> told = nullptr);
  bool Move();
  void SetClock(engine::Instant to);

  bool IsMoving() const { return move_.has_value(); }

  void SetClockScale(double scale);
  // Forgets everything, and lets the clock follow the system's again.
  void Reset();

 private:
  void Commit(engine::Instant at, const Caller& caller,
              const std::function<void(Context&)>& work);
  nlohmann::json Run(const api_spec::Operation& operation, const Caller& caller,
                     nlohmann::json input);

  // The move of the clock that is under way.
  struct Journey {
    engine::Instant to;
    engine::Instant until;  // all that is due up to here is done before
    engine::Instant at;     // all that was due up to here is done
    std::shared_ptr<Happenings> told;
  };

  void TickUntil(engine::Instant until);
  bool WorkOffBacklog();
  // Does the earliest work that is due by `until`, if there is any.
  bool DoNextDue(engine::Instant until);
  void Do(const storage::DueWork& due);

  storage::Store& store_;
  storage::Objects& objects_;
  engine::Clock& clock_;
  const OperationLookup find_operation_;
  Settings settings_;
  const Publish publish_;
  Sightings sightings_;
  Refusals refusals_;
  std::optional<Journey> move_;
};

}  // namespace server
