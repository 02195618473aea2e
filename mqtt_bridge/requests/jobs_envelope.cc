#include <utility>

#include "engine/text/json_depth.h"
#include "mqtt_bridge/requests/envelope.h"
#include "mqtt_bridge/requests/payload.h"

namespace mqtt_bridge {

namespace {

using nlohmann::json;

constexpr char kToken[] = "clientToken";

// Discarded when it is not JSON, or nests too deeply.
json ParsedJson(std::string_view text) {
  if (engine::NestsTooDeeply(text)) return json(json::value_t::discarded);
  return json::parse(text, nullptr, false);
}

std::optional<Refusal> RefusalOf(const Route& route, const json& input, const json& token) {
  if (route.kind != Route::Kind::kRequest) {
    return Refusal{"InvalidTopic", "The topic does not map to an operation of the Jobs API."};
  }
  if (input.is_discarded()) {
    return Refusal{"InvalidJson",
                   "The payload is not valid JSON in UTF-8, or is nested too deeply."};
  }
  if (!input.is_object()) return Refusal{"InvalidJson", "The payload is not a JSON object."};
  // Ours: any text is echoed, however long; AWS names no limit for MQTT.
  if (!token.is_null() && !token.is_string()) {
    return Refusal{"InvalidRequest", "clientToken must be a string."};
  }
  return std::nullopt;
}

std::string Finished(json payload, const Opened& opened, engine::Instant now) {
  payload["timestamp"] = engine::EpochSeconds(now);
  payload.update(opened.repeated);
  return PayloadText(payload);
}

class OfJobs : public Envelope {
 public:
  Opened Open(const Route& route, std::string_view payload) const override {
    Opened opened;
    // Ours: no payload means {} (the embedded C demo sends none).
    if (!payload.empty()) opened.input = ParsedJson(payload);
    json token;
    if (opened.input.is_object()) {
      if (const auto sent = opened.input.find(kToken); sent != opened.input.end()) {
        token = std::move(*sent);
        opened.input.erase(sent);
      }
    }
    opened.refusal = RefusalOf(route, opened.input, token);
    if (token.is_string()) opened.repeated[kToken] = std::move(token);
    return opened;
  }

  std::vector<AnswerMessage> Accepted(const Route& route, const Opened& opened, json output,
                                      engine::Instant now) const override {
    // AWS: the topic names the thing, and the answer does not.
    const auto execution = output.find("execution");
    if (execution != output.end()) execution->erase("thingName");
    return {AcceptedMessage(route, Finished(std::move(output), opened, now))};
  }

  AnswerMessage Rejected(const Route& route, const Opened& opened, const Refusal& refusal,
                         engine::Instant now) const override {
    json payload = refusal.detail;
    payload["code"] = route.family->Error(refusal.error).code;
    payload["message"] = refusal.message;
    return RejectedMessage(route, Finished(std::move(payload), opened, now));
  }
};

}  // namespace

const Envelope& JobsEnvelope() {
  static const OfJobs kEnvelope;
  return kEnvelope;
}

}  // namespace mqtt_bridge
