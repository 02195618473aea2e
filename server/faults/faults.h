// What is to go wrong on purpose: armed here, and asked for wherever it can strike.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/faults/armed_faults.h"
#include "server/journal/journal.h"
#include "server/service/service.h"

namespace server {

// Each strike stands in the journal. A reset removes all.
class Faults {
 public:
  // Strikes calls by itself. `has_broker`: the broker is the emulator's own.
  Faults(Service& service, Journal& journal, bool has_broker);

  // An input of ArmFault; shows the fault. Throws engine::Error.
  nlohmann::json Arm(const nlohmann::json& input);
  // Throws engine::Error (ResourceNotFound).
  void Remove(const std::string& id);
  // How many there were.
  std::size_t RemoveAll();
  nlohmann::json List() const;

  // Where nothing is armed, nobody needs to know what could be struck.
  bool Any() const { return !armed_.empty(); }

  // What goes wrong there, if anything does.
  std::optional<engine::FaultEffect> Strike(
      const engine::Occasion& occasion, const engine::ArmedFaults::CanBeHad& can_be_had = {});

 private:
  std::optional<nlohmann::json> InPlaceOf(const Call& call);

  Service& service_;
  Journal& journal_;
  const bool has_broker_;
  engine::ArmedFaults armed_;
};

// What may be struck of a call; the place is still to be said.
engine::Occasion OccasionOf(const Call& call);

}  // namespace server
