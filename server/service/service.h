// The one path by which anything changes: calls, and time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/clock.h"
#include "engine/instant.h"
#include "server/calls/call.h"
#include "server/calls/operation.h"
#include "server/service/committed.h"
#include "server/service/due.h"
#include "server/service/needs.h"
#include "server/service/settle.h"
#include "storage/storage_health.h"

namespace storage {
struct DueWork;
}

namespace server {

class Service {
 public:
  Service(storage::Store& store, storage::Objects& objects, engine::Clock& clock,
          OperationLookup find_operation, Settings settings);

  // Whoever must know of changes, or of calls, says so here before the first of them. Listeners
  // throw nothing, and change nothing in the store.
  void OnCommitted(std::function<void(const Committed&)> listener);
  void OnAnswered(std::function<void(const Answered&)> listener);

  // Asked before each call; what it gives is the answer, and the call is not done. Throws
  // engine::Error to refuse it.
  using InPlaceOf = std::function<std::optional<nlohmann::json>(const Call&)>;

  void SetInPlaceOf(InPlaceOf in_place_of) { in_place_of_ = std::move(in_place_of); }

  // Runs one operation and all that follows from it in one transaction. Throws engine::Error,
  // and leaves no trace, when the operation is refused. The input is brought into the
  // description's form.
  nlohmann::json Run(Call& call);

  nlohmann::json Run(Call&& call) { return Run(call); }

  // What operations need first is added here.
  Needs& needs() { return needs_; }

  // What the call needs before it is run, as its caller's `beforehand`; null: nothing, as where
  // the call is going to be refused.
  Needs::Get NeededFirst(const Call& call);

  // Runs an operation of the control plane by its name, checked as a call is.
  using EachOperation =
      std::function<nlohmann::json(const std::string& name, nlohmann::json input)>;

  // Several operations as one change: all of them, or none. Throws engine::Error.
  nlohmann::json Together(const std::function<nlohmann::json(const EachOperation&)>& work);

  // A part of a change: operations, and what there is no operation for.
  using Part = std::function<void(Context&, const EachOperation&)>;

  // One change of several parts, each settled before the next begins: all of them, or none.
  // Throws engine::Error.
  void InParts(const std::vector<Part>& parts);

  // The call is refused before it came to run: listeners hear of it.
  void Refused(const Call& call, const engine::Error& reason);

  // Answers a question of the emulator's own, which changes nothing.
  nlohmann::json Ask(const std::function<nlohmann::json(Context&)>& question);

  // Makes a change that no call asks for; what it gives is sent beside what follows from it.
  // Leaves no trace when it throws.
  void Cause(const std::function<std::vector<engine::Notice>(Context&)>& change);

  // A client came to the broker or left it. A thing of that name can be searched by it. It is
  // told even when it cannot be kept.
  void ClientChanged(const engine::Presence& presence);
  // Dynamic groups follow: on leaving at once, on coming when this is said.
  void IndexClient(const std::string& client_id);
  // The broker is gone, and with it all connections.
  void DisconnectAll(const std::string& reason);

  // What time brings; whatever is due outside the store is added here.
  DueTable& due() { return due_; }

  // Does what has fallen due, each timer at its own instant, oldest first, and all backlog: in
  // parts, by calling Step until it returns false; or before returning.
  bool Step();
  void Tick();
  // Whether a change was too long for one transaction, and Step has to go on with it.
  bool HasBacklog();
  // The next instant at which something falls due, if anything is waiting.
  std::optional<engine::Instant> NextDue();

  // The earliest first, `most` at most.
  std::vector<Due> Upcoming(int most) { return due_.Upcoming(done_, most); }

  // What keeps changes from being kept, and since when. Tries again before it says so.
  std::optional<storage::StorageHealth::Trouble> StorageTrouble();

  // What the clock shows; while it is being moved, the instant up to which all is done.
  engine::Instant Now() const { return move_ ? move_->at : clock_.Now(); }

  // "host:port" of the REST API, where nobody has said how it is reached.
  void SetOwnHost(std::string host) { settings_.own_host = std::move(host); }

  const engine::Clock& clock() const { return clock_; }

  // Moves the clock, and sets its scale, doing all that falls due on the way at its own
  // instant: in parts, each as long as one request, by calling Move until it returns false; or
  // before returning.
  void BeginMove(engine::Instant to, std::optional<double> scale = {});
  bool Move();
  void SetClock(engine::Instant to);
  // The move stops where it has come to; what lies further on falls due in its time.
  void EndMove();

  // The move of the clock that is under way.
  struct Journey {
    engine::Instant to;
    engine::Instant until;  // all that is due up to here is done before
    engine::Instant at;     // all that was due up to here is done
    engine::Instant from;
    std::optional<double> scale;  // that the clock is to have then
  };

  bool IsMoving() const { return move_ != nullptr; }

  // Empty when there is none; what it points to goes when the move ends, however it does.
  std::weak_ptr<const Journey> Moving() const { return move_; }

  void SetClockScale(double scale);
  // Forgets everything, and lets the clock follow the system's again, or go on from `clock`.
  // What `parts` make is there instead; where they throw, all is as it was.
  void Reset(const std::optional<engine::Clock>& clock = {},
             const std::vector<Part>& parts = {});

  // All that there is, as one file; see state.h. Both throw InvalidRequest.
  std::string SaveState(std::uint64_t most_object_bytes);
  // In place of all that there is. The clock goes on from what it showed then.
  void LoadState(const std::string& state);

  // How often that was done.
  std::uint64_t resets() const { return resets_; }

 private:
  // What caused a transaction.
  struct Origin {
    const Call* call = nullptr;
    const engine::Presence* presence = nullptr;
    std::vector<engine::Notice> notices{};  // that it brings beside those that follow
    nlohmann::json timer{};                 // as in Committed
    std::optional<double> clock_scale{};    // likewise
    // What is so once the change is kept, before anybody hears of it.
    std::function<void()> kept{};
  };

  using Work = std::function<void(Context&)>;

  void Commit(engine::Instant at, const Origin& cause, const Work& work);
  void CommitParts(engine::Instant at, const Origin& cause, const std::vector<Work>& parts);
  Settled Transact(engine::Instant at, const Origin& cause, const std::vector<Work>& parts);
  // As Work, where operations are checked as calls are.
  Work WorkOf(const Part& part) const;
  // All that there was is gone; what `parts` make is there.
  void BeginAnew(const engine::Clock& clock, std::vector<Work> parts);
  void Tell(const Committed& committed) const;
  void Tell(const Answered& answered) const;
  // What the operation is run by. The input is brought into the description's form.
  Operation Checked(const api_spec::Operation& operation, nlohmann::json& input) const;
  nlohmann::json Operate(Call& call);
  nlohmann::json RunAt(engine::Instant now, Operation run, const Call& call);
  void Arrive(engine::Instant at);
  void StopMove();
  void CheckAnswer(const api_spec::Operation& operation, const nlohmann::json& output) const;

  void TickUntil(engine::Instant until);
  bool WorkOffBacklog();
  // A line of a bulk registration, if there is any under way.
  bool RegisterNext();
  // Does the earliest work that is due by `until`, if there is any.
  bool DoNextDue(engine::Instant until);
  void Do(const Due& due);

  storage::Store& store_;
  storage::Objects& objects_;
  engine::Clock& clock_;
  const OperationLookup find_operation_;
  Settings settings_;
  const Caller nobody_;  // in whose name time acts
  DueTable due_;
  Needs needs_;
  std::uint64_t resets_ = 0;
  engine::Instant done_;  // all that was due up to here is done
  std::vector<std::function<void(const Committed&)>> on_committed_;
  std::vector<std::function<void(const Answered&)>> on_answered_;
  InPlaceOf in_place_of_;
  std::shared_ptr<Journey> move_;
  storage::StorageHealth storage_health_;
};

}  // namespace server
