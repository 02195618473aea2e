// Faults on the way of a request over HTTP, and of its answer.
#pragma once

#include <functional>
#include <string>

#include "engine/faults/fault.h"
#include "server/calls/call.h"
#include "server/faults/delays.h"
#include "server/faults/faults.h"
#include "server/http/message/message.h"

namespace http {

class AnswerFaults {
 public:
  AnswerFaults(server::Faults& faults, server::Delays& delays)
      : faults_(faults), delays_(delays) {}

  // Answers the call by `answer`, with what goes wrong before and behind that.
  Response Around(const server::Call& call, const std::function<Response()>& answer);
  // What becomes of an answer.
  Response Leaving(const engine::Occasion& occasion, Response response);

  bool MayFail() const { return faults_.Any(); }

  server::Faults& faults() { return faults_; }

 private:
  Response Answered(const engine::Occasion& occasion, const std::function<Response()>& answer);
  Response Held(engine::Duration length, const std::string& what, std::size_t bytes,
                const std::function<Response()>& then);

  server::Faults& faults_;
  server::Delays& delays_;
};

}  // namespace http
