// How a family's payloads are read and written: what becomes an operation's input, and what
// becomes of its outcome.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

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

class Envelope {
 public:
  virtual ~Envelope() = default;

  virtual Opened Open(const Route& route, std::string_view payload) const = 0;
  // The payloads of the answers.
  virtual std::string Accepted(const Route& route, const Opened& opened, nlohmann::json output,
                               engine::Instant now) const = 0;
  virtual std::string Rejected(const Route& route, const Opened& opened, const Refusal& refusal,
                               engine::Instant now) const = 0;
};

// By x-envelope. "jobs": JSON with a clientToken that is repeated, a timestamp, and the job
// document as it was written. "payload-format": JSON or CBOR, as the topic's {payloadFormat}
// says; rejections look like the document's x-rejected.
const Envelope& JobsEnvelope();
const Envelope& PayloadFormatEnvelope();

}  // namespace mqtt_bridge
