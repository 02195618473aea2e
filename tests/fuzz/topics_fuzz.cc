// A topic, a newline and a payload: routed and answered, whatever they are.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/error.h"
#include "mqtt_bridge/requests/answer.h"

namespace {

using mqtt_bridge::Answer;
using mqtt_bridge::Route;
using nlohmann::json;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckPayload(const Route& route, const Answer& answer) {
  const bool cbor = route.Value("payloadFormat") == "cbor";
  const std::string& text = answer.messages.at(0).payload;
  const json payload = cbor ? json::from_cbor(text) : json::parse(text);
  if (route.family->envelope != "jobs") return;
  Check(answer.accepted || payload.contains("code"));
  Check(payload.at("timestamp") == 1700000000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mqtt_bridge::Router router(api_spec::Spec::BuiltIn());
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view topic = input.substr(0, input.find('\n'));
  const std::string_view payload = input.substr(topic.size() < size ? topic.size() + 1 : size);

  const Route route = router.Find(topic);
  if (route.kind == Route::Kind::kNone) return 0;
  bool called = false;
  mqtt_bridge::Asked asked = mqtt_bridge::Read(route, payload);
  const auto run = [&] {
    called = true;
    json members = asked.opened.input;
    if (members.contains("thingName")) Check(members["thingName"] == route.Value("thingName"));
    if (members.contains("status")) {
      throw engine::Error(engine::ErrorCode::kVersionConflict, "no", {{"executionState", 1}});
    }
    members["jobDocument"] = members.value("jobDocument", json());
    return members;
  };
  const Answer answer =
      mqtt_bridge::AnswerTo(asked, run, [] { return engine::FromMilliseconds(1700000000000); });
  Check(!answer.accepted || (called && route.kind == Route::Kind::kRequest));
  CheckPayload(route, answer);
  return 0;
}
