// Faults of the object store.
#pragma once

#include <functional>

#include "engine/instant.h"
#include "server/http/answer_faults.h"
#include "server/http/message/message.h"

namespace http {

class ObjectFaults {
 public:
  ObjectFaults(AnswerFaults& faults, std::function<engine::Instant()> now)
      : faults_(faults), now_(std::move(now)) {}

  // The same store, of which some goes wrong while faults are armed.
  Streaming Around(Streaming store);

 private:
  AnswerFaults& faults_;
  const std::function<engine::Instant()> now_;
};

}  // namespace http
