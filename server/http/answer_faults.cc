#include "server/http/answer_faults.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

#include "engine/faults/corruption.h"
#include "server/http/cors.h"
#include "server/http/rest_json.h"

namespace http {

namespace {

using engine::Cut;
using engine::FaultEffect;
using engine::FaultKind;
using engine::FaultPlace;
using engine::Occasion;
using End = Mishap::End;

Response Ending(End end, Response response = {}) {
  response.mishap = Mishap{.end = end};
  return response;
}

End EndOf(Cut cut) {
  if (cut == Cut::kHalfway) return End::kHalfway;
  return cut == Cut::kAfter ? End::kAfter : End::kInstead;
}

Response Spoilt(Response response) {
  if (response.file) {
    response.mishap = Mishap{.is_spoilt = true};
  } else {
    response.body = engine::Spoilt(std::move(response.body));
  }
  return response;
}

// To whoever waits for it, now or when it is there.
void Give(Response response, const Response::Answer& take) {
  if (response.later) return response.later(take);
  AllowOrigins(response);
  take(std::move(response));
}

Response Guarded(const std::function<Response()>& answer) {
  try {
    return answer();
  } catch (const std::exception& problem) {
    spdlog::error("what a fault has held back failed: {}", problem.what());
    return Refusal(500, "InternalFailureException", "An unexpected error has occurred.");
  }
}

}  // namespace

Response AnswerFaults::Around(const server::Call& call,
                              const std::function<Response()>& answer) {
  Occasion occasion = server::OccasionOf(call);
  occasion.place = FaultPlace::kRequest;
  const auto effect = faults_.Strike(occasion);
  if (!effect) return Answered(occasion, answer);
  if (effect->kind == FaultKind::kDrop) return Ending(End::kNothing);
  if (effect->kind == FaultKind::kDisconnect) return Ending(End::kInstead);
  return Held(effect->delay, occasion.operation + " is done", 0,
              [=, this] { return Answered(occasion, answer); });
}

Response AnswerFaults::Answered(const Occasion& of_request,
                                const std::function<Response()>& answer) {
  Occasion occasion = of_request;
  occasion.place = FaultPlace::kAnswer;
  Response response = answer();
  if (!response.later) return Leaving(occasion, std::move(response));
  Response late;
  late.later = [this, occasion,
                later = std::move(response.later)](const Response::Answer& take) {
    later([this, occasion, take](Response then) {
      Give(Leaving(occasion, std::move(then)), take);
    });
  };
  return late;
}

Response AnswerFaults::Leaving(const Occasion& occasion, Response response) {
  const auto effect = faults_.Strike(occasion);
  if (!effect) return response;
  switch (effect->kind) {
    case FaultKind::kDrop:
      return Ending(End::kNothing);
    case FaultKind::kDisconnect:
      return Ending(EndOf(effect->cut), std::move(response));
    case FaultKind::kStall:
      return Ending(End::kStallsHalfway, std::move(response));
    case FaultKind::kThrottle:
      response.mishap = Mishap{.bytes_per_second = effect->rate};
      return response;
    case FaultKind::kCorrupt:
      return Spoilt(std::move(response));
    case FaultKind::kDelay: {
      const std::size_t bytes = response.body.size();
      return Held(effect->delay, "the answer to " + occasion.operation + " leaves", bytes,
                  [kept = std::make_shared<Response>(std::move(response))] {
                    return std::move(*kept);
                  });
    }
    default:
      return response;
  }
}

Response AnswerFaults::Held(engine::Duration length, const std::string& what, std::size_t bytes,
                            const std::function<Response()>& then) {
  Response late;
  late.later = [=, this](const Response::Answer& take) {
    delays_.Hold(length, {.what = what,
                          .bytes = bytes,
                          .go = [then, take] { Give(Guarded(then), take); },
                          .outlives_reset = true});
  };
  return late;
}

}  // namespace http
