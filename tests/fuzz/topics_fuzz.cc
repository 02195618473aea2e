// A topic, a newline and a payload: routed and answered, whatever they are.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/error.h"
#include "mqtt_bridge/requests/answer.h"
#include "mqtt_bridge/requests/payload.h"
#include "mqtt_bridge/requests/topics.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const api_spec::Spec& spec = api_spec::Spec::BuiltIn();
  static const mqtt_bridge::Topics topics(spec.request_topics());
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view topic = input.substr(0, input.find('\n'));
  const std::string_view payload = input.substr(topic.size() < size ? topic.size() + 1 : size);

  const mqtt_bridge::Route route = topics.Find(topic);
  using Kind = mqtt_bridge::Route::Kind;
  if (route.kind == Kind::kElsewhere || route.kind == Kind::kOurs) return 0;
  bool called = false;
  const auto call = [&](const mqtt_bridge::Route& asked, nlohmann::json members) {
    called = true;
    if (asked.operation != route.operation || members.at("thingName") != route.thing_name) {
      std::abort();
    }
    if (members.contains("status")) {
      throw engine::Error(engine::ErrorCode::kVersionConflict, "no", {{"executionState", 1}});
    }
    members["jobDocument"] = members.value("jobDocument", nlohmann::json());
    return members;
  };
  const mqtt_bridge::Answer answer = mqtt_bridge::AnswerTo(
      spec, route, payload, call, [] { return engine::FromMilliseconds(1700000000000); });
  if (answer.accepted && (!called || route.kind != Kind::kRequest)) std::abort();
  if (!answer.accepted && !answer.payload.contains("code")) std::abort();
  if (answer.payload.at("timestamp") != 1700000000) std::abort();
  if (mqtt_bridge::PayloadText(answer.payload).empty()) std::abort();
  return 0;
}
