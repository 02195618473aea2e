// How a family's payloads are read and written: what becomes an operation's input, and what
// becomes of its outcome.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/clock.h"
#include "mqtt_bridge/requests/router.h"

namespace mqtt_bridge {

struct Refusal {
  std::string error;  // as x-error-codes has it: an engine error's name, or the family's own
  std::string message;
  nlohmann::json detail = nlohmann::json::object();  // members of the answer
};

struct Opened {
  nlohmann::json input = nlohmann::json::object();
  nlohmann::json repeated = nlohmann::json::object();  // members of the answer, whatever it is
  std::optional<Refusal> refusal;                      // what cannot be read has no input
};

struct AnswerMessage {
  std::string topic, payload;
};

class Envelope {
 public:
  virtual ~Envelope() = default;

  virtual Opened Open(const Route& route, std::string_view payload) const = 0;
  virtual std::vector<AnswerMessage> Accepted(const Route& route, const Opened& opened,
                                              nlohmann::json output,
                                              engine::Instant now) const = 0;
  virtual AnswerMessage Rejected(const Route& route, const Opened& opened,
                                 const Refusal& refusal, engine::Instant now) const = 0;

 protected:
  // Where most families answer: the request's topic, and one level more.
  static AnswerMessage AcceptedMessage(const Route& route, std::string payload) {
    return {std::string(route.whole) + "/accepted", std::move(payload)};
  }

  static AnswerMessage RejectedMessage(const Route& route, std::string payload) {
    return {std::string(route.whole) + "/rejected", std::move(payload)};
  }
};

// By x-envelope. "jobs": JSON with a clientToken that is repeated, a timestamp, and the job
// document as it was written. "payload-format": JSON or CBOR, as the topic's {payloadFormat}
// says; rejections look like the document's x-rejected. "streams": likewise, with topics and
// forms of AWS's file delivery, and a message for each block.
const Envelope& JobsEnvelope();
const Envelope& PayloadFormatEnvelope();
const Envelope& StreamsEnvelope();

}  // namespace mqtt_bridge
