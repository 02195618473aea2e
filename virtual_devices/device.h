// What one device does: a message or an instant in; messages, and when to be asked again, out.
// Its connection and the clock are its caller's.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"
#include "virtual_devices/behaviour.h"

namespace virtual_devices {

struct Publication {
  std::string topic;
  std::string payload;
};

struct Steps {
  enum class Line { kStays, kConnect, kHangUp };

  Line line = Line::kStays;
  std::vector<Publication> sends{};
};

// What it has done so far.
struct Tally {
  std::map<Outcome, int> ended{};  // those that say nothing more, too
  int taken = 0;                   // executions
  int dropped = 0;                 // which were not its own any more
  int refused = 0;                 // updates
  int connected = 0;
  int lost_power = 0;
};

class Device {
 public:
  // `behaviour` outlives it.
  Device(std::string name, const Behaviour& behaviour, std::uint64_t seed,
         engine::Instant start);

  // The first is to subscribe to before Connected.
  std::vector<std::string> Subscriptions() const;

  Steps Connected(engine::Instant now);
  // It was cut off against its will: its caller connects it again.
  void Lost();
  Steps Heard(std::string_view topic, std::string_view payload, engine::Instant now);
  Steps Due(engine::Instant now);
  // When to call Due, whatever else comes.
  engine::Instant Next() const;

  const std::string& name() const { return name_; }

  const Tally& tally() const { return tally_; }

 private:
  enum class Phase {
    kStarting,  // QUEUED: is to become IN_PROGRESS
    kWorking,
    kPaused,  // without power
    kEnding,  // its end is to be told
    kQuiet,   // there is nothing more to tell
  };

  struct Work {
    std::string job_id;
    std::int64_t execution_number = 0;
    std::int64_t version = 0;
    Phase phase = Phase::kStarting;
    Outcome outcome = Outcome::kSucceeded;
    engine::Duration takes{};
    engine::Duration done{};  // up to `since`
    engine::Instant since{};
    int reported = 0;                    // percent
    std::optional<int> power_ends_at{};  // percent

    int PercentAt(engine::Instant now) const;
    engine::Instant InstantOf(int percent) const;
  };

  // A request that is under way.
  struct Awaited {
    std::string token;
    engine::Instant until;
    int percent = 0;  // that an update tells
  };

  Work NewWork(const nlohmann::json& execution, engine::Instant now) const;
  // Whether it is what the device works on.
  bool IsMine(const nlohmann::json& execution) const;
  void Take(const nlohmann::json& execution, engine::Instant now);
  void HeardNotice(const nlohmann::json& execution, engine::Instant now);
  void Accepted(std::string_view request, const nlohmann::json& answer, int percent,
                engine::Instant asked_at);
  void Refused(const std::string& code, bool is_update, engine::Instant now);
  void GoOn(engine::Instant now, Steps& steps);
  void GoOnWorking(engine::Instant now, Steps& steps);
  void Ask(engine::Instant now, Steps& steps);
  void Update(const char* status, int percent, engine::Instant now, Steps& steps);
  std::string NewToken();
  void HangUp(engine::Instant until, Steps& steps);
  void LoseConnection(engine::Instant now, Steps& steps);
  void LosePower(engine::Instant now, Steps& steps);
  void PlanLoss(engine::Instant from);
  int NextReport() const;

  const std::string name_, prefix_;  // of its topics
  const Behaviour& behaviour_;
  const std::uint64_t seed_;
  bool connected_ = false;
  bool connecting_ = false;
  bool asks_ = false;
  engine::Instant connects_at_;
  engine::Instant loses_connection_at_, polls_at_;
  engine::Instant waits_until_;  // after a refusal
  std::optional<Work> work_;
  std::optional<Awaited> awaited_;
  int refusals_in_a_row_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t losses_ = 0;
  Tally tally_;
};

}  // namespace virtual_devices
