// What policies and the broker's rules have refused to devices, for those who wonder why.
#pragma once

#include <deque>
#include <nlohmann/json.hpp>

#include "engine/instant.h"

namespace server {

// The last thousand; a restart forgets them.
class Refusals {
 public:
  // What RefusalOf says, or why, and by which rule; with who was refused: clientId or
  // principal, or both. It is logged. Throws nlohmann::json::exception for what lacks
  // something.
  void Add(nlohmann::json refusal, engine::Instant at);
  // The newest first.
  nlohmann::json List() const;

  void Forget() { refusals_.clear(); }

 private:
  std::deque<nlohmann::json> refusals_;
};

}  // namespace server
