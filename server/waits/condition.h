// What somebody waits for.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "server/calls/operation.h"
#include "server/service/committed.h"

namespace server {

struct Verdict {
  bool holds = false;
  bool ever = true;    // else it cannot come to hold any more
  std::string text{};  // what is the case, in plain words
  nlohmann::json
      nearest{};  // what comes nearest, as api_spec's Nearest; null where nothing does
};

class Condition {
 public:
  virtual ~Condition() = default;

  // Of all that is committed while somebody waits: what is over at once counts as well.
  virtual void Hear(const Committed& /*committed*/) {}

  // Throws engine::Error where what it is about is not there.
  virtual Verdict Look(Context& c) = 0;

  // Whether it may come to hold without anything that is committed or in the journal.
  virtual bool HoldsUntold() const { return false; }
};

using SharedCondition = std::shared_ptr<Condition>;

}  // namespace server
