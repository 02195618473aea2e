// What only an emulator can do. Each operation of api_spec/emulator.openapi.yaml is a function
// of its name in this folder: `Answer ListTimers(Tools&, const json& input)`. They are found by
// what is made from the description; an operation without a function does not link.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/instant.h"
#include "server/faults/faults.h"
#include "server/fleets/fleets.h"
#include "server/journal/clients/connections.h"
#include "server/journal/journal.h"
#include "server/journal/live.h"
#include "server/metrics/metrics.h"
#include "server/service/service.h"
#include "server/waits/waits.h"

namespace tools {

// What they may ask and touch.
struct Tools {
  server::Service& service;
  const server::Journal& journal;
  const server::Connections& connections;
  server::Waits& waits;
  server::Live& live;
  server::Faults& faults;
  server::Metrics& metrics;
  server::Fleets& fleets;
  std::string version;
  std::string ca_certificate;  // that clients are to trust, PEM
  std::string directory;       // of the emulator's own, for files that it makes
  std::map<std::string, std::string> environment;  // by which SDKs and tests find the emulator
  nlohmann::json seed = nullptr;  // that a reset goes back to; null: to nothing
  // Since when devices can't be reached; nothing: they can.
  std::function<std::optional<engine::Instant>()> broker_away_since;
  // Those that are sent, and of which the broker has not said yet that it has them.
  std::function<std::size_t()> messages_under_way;
  bool check_answers = false;  // hold every answer against the description (tests)
};

struct Answer {
  nlohmann::json value;
  int status = 200;  // or another that the operation describes
  std::string (*as_text)(const nlohmann::json& value) = nullptr;  // the same for people
  // A file in place of a value, and what it is.
  std::string file{};
  const char* media_type = nullptr;
  // Set while the work is under way: does the next part of it. The answer is the first without
  // it; requests are served in between.
  std::function<Answer()> go_on{};
  // Set for an answer that is still to come: called once, with what takes it. `give_up` is
  // called when nobody waits for it any more; then it comes at once.
  std::function<void(std::function<void(Answer)>)> later{};
  std::function<void()> give_up{};
  // Set for an answer that goes on and on: makes it, for people or for programs.
  std::function<std::shared_ptr<server::EventStream>(bool as_text)> follow{};
};

using Tool = Answer (*)(Tools& tools, const nlohmann::json& input);

// Throws std::out_of_range for a name that the description does not have.
Tool FindTool(std::string_view operation);

// Runs an operation of the emulator's own. Throws engine::Error.
Answer Run(Tools& tools, const api_spec::Operation& operation, nlohmann::json input);

}  // namespace tools
