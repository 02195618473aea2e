// What policies have refused to devices, for those who wonder why.
#pragma once

#include <deque>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/clock.h"

namespace server {

// The last thousand; a restart forgets them.
class Refusals {
 public:
  // Takes the plugin's words, and logs them. Throws nlohmann::json::exception for others.
  void Add(std::string_view told, engine::Instant at);
  // The newest first.
  nlohmann::json List() const;

  void Forget() { refusals_.clear(); }

 private:
  std::deque<nlohmann::json> refusals_;
};

}  // namespace server
