#include <array>

#include "engine/ota/stream_payload.h"
#include "engine/text/split.h"
#include "mqtt_bridge/requests/envelope.h"

namespace mqtt_bridge {

namespace {

using engine::StreamFormat;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array kDescription{"s", "d", "r"};

StreamFormat FormatOf(const Route& route) {
  return route.Value("payloadFormat") == "cbor" ? StreamFormat::kCbor : StreamFormat::kJson;
}

// "$aws/things/{thingName}/streams/{streamId}/{kind}/{format}"
std::string TopicOf(const Route& route, const char* kind) {
  std::string topic;
  const engine::Pieces levels = engine::PiecesOf(route.whole, '/');
  for (std::size_t i = 0; i < 5 && i < levels.size(); ++i) {
    topic.append(levels[i]).append("/");
  }
  return topic + kind + (FormatOf(route) == StreamFormat::kCbor ? "/cbor" : "/json");
}

ordered_json Begun(const Opened& opened) {
  ordered_json message = ordered_json::object();
  if (opened.repeated.contains("c")) message["c"] = opened.repeated["c"];
  return message;
}

ordered_json Bytes(const std::string& text) {
  return ordered_json::binary({text.begin(), text.end()});
}

class OfStreams : public Envelope {
 public:
  Opened Open(const Route& route, std::string_view payload) const override {
    Opened opened;
    if (route.kind != Route::Kind::kRequest) {
      opened.refusal = Refusal{"InvalidTopic", "The topic means no operation of streams."};
      return opened;
    }
    auto members = engine::ReadStreamRequest(payload, FormatOf(route));
    if (!members) {
      const bool is_cbor = FormatOf(route) == StreamFormat::kCbor;
      opened.refusal = is_cbor ? Refusal{"InvalidCbor", "Invalid CBOR message"}
                               : Refusal{"InvalidJson", "Invalid JSON message"};
      return opened;
    }
    if (members->contains("c")) opened.repeated["c"] = (*members)["c"];
    opened.input = *std::move(members);
    return opened;
  }

  std::vector<AnswerMessage> Accepted(const Route& route, const Opened& opened, json output,
                                      engine::Instant) const override {
    if (!output.contains("blocks")) {
      ordered_json message = Begun(opened);
      for (const char* member : kDescription) {
        if (output.contains(member)) message[member] = output[member];
      }
      return {{TopicOf(route, "description"),
               engine::WriteStreamMessage(message, FormatOf(route))}};
    }
    const std::string topic = TopicOf(route, "data");
    std::vector<AnswerMessage> messages;
    for (const json& block : output["blocks"]) {
      ordered_json message = Begun(opened);
      message["f"] = output["f"];
      message["l"] = block["l"];
      message["i"] = block["i"];
      message["p"] = Bytes(block["p"].get_ref<const std::string&>());
      messages.push_back({topic, engine::WriteStreamMessage(message, FormatOf(route))});
    }
    return messages;
  }

  // AWS: each member comes by its long name and its short one.
  AnswerMessage Rejected(const Route& route, const Opened& opened, const Refusal& refusal,
                         engine::Instant) const override {
    const std::string& code = route.family->Error(refusal.error).code;
    ordered_json message = ordered_json::object();
    if (opened.repeated.contains("c")) {
      message = {{"clientToken", opened.repeated["c"]}, {"c", opened.repeated["c"]}};
    }
    message.update(
        {{"code", code}, {"o", code}, {"message", refusal.message}, {"m", refusal.message}});
    return {TopicOf(route, "rejected"), engine::WriteStreamMessage(message, FormatOf(route))};
  }
};

}  // namespace

const Envelope& StreamsEnvelope() {
  static const OfStreams kEnvelope;
  return kEnvelope;
}

}  // namespace mqtt_bridge
