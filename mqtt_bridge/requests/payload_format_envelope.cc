#include <cstdint>
#include <vector>

#include "engine/text/json_depth.h"
#include "mqtt_bridge/requests/envelope.h"

namespace mqtt_bridge {

namespace {

using nlohmann::json;

bool IsCbor(const Route& route) {
  return route.Value("payloadFormat") == "cbor";
}

std::string Written(const json& payload, bool cbor) {
  if (!cbor) return payload.dump(-1, ' ', false, json::error_handler_t::replace);
  const std::vector<std::uint8_t> bytes = json::to_cbor(payload);
  return {bytes.begin(), bytes.end()};
}

// Discarded when it is not in the format, or nests too deeply.
json Parsed(std::string_view text, bool cbor) {
  // AWS: CreateKeysAndCertificate has an empty payload.
  if (text.empty()) return json::object();
  if (cbor ? engine::CborNestsTooDeeply(text) : engine::NestsTooDeeply(text)) {
    return json(json::value_t::discarded);
  }
  return cbor ? json::from_cbor(text, true, false) : json::parse(text, nullptr, false);
}

// The form with values in place of "{code}" and the like; a member whose value is not known is
// left out.
json Filled(const json& form, const json& values) {
  json filled = json::object();
  for (const auto& [member, node] : form.items()) {
    if (node.is_object()) {
      filled[member] = Filled(node, values);
      continue;
    }
    const std::string& text = node.get_ref<const std::string&>();
    if (!text.starts_with('{')) {
      filled[member] = text;
    } else if (const auto value = values.find(text.substr(1, text.size() - 2));
               value != values.end()) {
      filled[member] = *value;
    }
  }
  return filled;
}

class InPayloadFormat : public Envelope {
 public:
  Opened Open(const Route& route, std::string_view payload) const override {
    Opened opened{.input = Parsed(payload, IsCbor(route))};
    if (!opened.input.is_object()) {
      opened.refusal =
          Refusal{"InvalidRequest", std::string("The payload is not a ") +
                                        (IsCbor(route) ? "CBOR map." : "JSON object.")};
    }
    return opened;
  }

  std::vector<AnswerMessage> Accepted(const Route& route, const Opened&, json output,
                                      engine::Instant) const override {
    return {AcceptedMessage(route, Written(output, IsCbor(route)))};
  }

  AnswerMessage Rejected(const Route& route, const Opened&, const Refusal& refusal,
                         engine::Instant now) const override {
    const api_spec::MqttError& error = route.family->Error(refusal.error);
    json values = refusal.detail;
    for (const auto& [parameter, value] : route.values) values[std::string(parameter)] = value;
    values["status"] = error.status;
    values["code"] = error.code;
    values["message"] = refusal.message;
    values["milliseconds"] = engine::Milliseconds(now);
    return RejectedMessage(route,
                           Written(Filled(route.family->rejected, values), IsCbor(route)));
  }
};

}  // namespace

const Envelope& PayloadFormatEnvelope() {
  static const InPayloadFormat kEnvelope;
  return kEnvelope;
}

}  // namespace mqtt_bridge
