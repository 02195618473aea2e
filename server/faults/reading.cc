#include "server/faults/reading.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/broker/topic_filter.h"
#include "engine/error.h"
#include "engine/faults/fault_presets.h"
#include "engine/plain_words.h"

namespace server {

namespace {

using engine::Fault;
using engine::FaultDirection;
using engine::FaultEffect;
using engine::FaultKind;
using engine::FaultMatch;
using engine::RefuseRequest;
using engine::Transport;
using nlohmann::json;

constexpr std::pair<const char*, std::string FaultMatch::*> kTexts[] = {
    {"plane", &FaultMatch::plane},   {"operation", &FaultMatch::operation},
    {"thing", &FaultMatch::thing},   {"job", &FaultMatch::job},
    {"status", &FaultMatch::status}, {"topic", &FaultMatch::topic}};

engine::Duration ReadDuration(const char* member, const json& value) {
  const auto length = engine::ParseDuration(value.get_ref<const std::string&>());
  if (!length || *length <= engine::Duration::zero()) {
    RefuseRequest(std::string(member) +
                  " is a duration above zero, such as \"500ms\", \"2s\", \"5m\" or \"1h30m\".");
  }
  return *length;
}

// What stands in `asked` takes the place of what stood in `match`.
void ReadMatch(const json& asked, FaultMatch& match) {
  for (const auto& [name, member] : kTexts) {
    const auto found = asked.find(name);
    if (found == asked.end()) continue;
    match.*member = found->get<std::string>();
    if ((match.*member).empty()) {
      RefuseRequest(std::string("match.") + name + " is empty: leave it out for any.");
    }
  }
  if (!match.topic.empty() && !engine::IsTopicFilter(match.topic)) {
    RefuseRequest(
        "match.topic is no topic filter: + stands alone in its level, # in the last.");
  }
  if (const auto over = asked.find("over"); over != asked.end()) {
    match.over = *over == "MQTT" ? Transport::kMqtt : Transport::kHttp;
  }
  if (const auto direction = asked.find("direction"); direction != asked.end()) {
    match.direction = *direction == "in" ? FaultDirection::kIn : FaultDirection::kOut;
  }
}

FaultEffect ReadEffect(const json& asked) {
  FaultEffect effect;
  std::string kind;
  for (const auto& [name, value] : asked.items()) {
    if (name == "message") continue;
    if (!kind.empty()) {
      RefuseRequest(fmt::format(
          "A fault has one effect, not both {} and {}: arm a fault for each.", kind, name));
    }
    kind = name;
    if (value == false) RefuseRequest(fmt::format("effect.{} is true, or is left out.", name));
  }
  if (kind.empty()) RefuseRequest("effect says nothing, such as {\"drop\": true}.");
  effect.kind = engine::ParseFaultKind(kind).value();
  const json& value = asked.at(kind);
  if (kind == "error") effect.error = value.get<std::string>();
  if (kind == "delay") effect.delay = ReadDuration("effect.delay", value);
  if (kind == "throttle") effect.rate = value.get<std::int64_t>();
  if (kind == "disconnect") effect.cut = engine::ParseCut(value.get<std::string>()).value();
  effect.message = asked.value("message", "");
  if (!effect.message.empty() && effect.kind != FaultKind::kError) {
    RefuseRequest("effect.message goes with error alone.");
  }
  return effect;
}

json ShownMatch(const FaultMatch& match) {
  json shown = json::object();
  for (const auto& [name, member] : kTexts) {
    if (!(match.*member).empty()) shown[name] = match.*member;
  }
  if (match.over) shown["over"] = *match.over == Transport::kMqtt ? "MQTT" : "HTTP";
  if (match.direction) {
    shown["direction"] = *match.direction == FaultDirection::kIn ? "in" : "out";
  }
  return shown;
}

json ShownEffect(const FaultEffect& effect) {
  json value = true;
  if (effect.kind == FaultKind::kError) value = effect.error;
  if (effect.kind == FaultKind::kDelay) value = std::to_string(effect.delay.count()) + "ms";
  if (effect.kind == FaultKind::kThrottle) value = effect.rate;
  if (effect.kind == FaultKind::kDisconnect) value = engine::Name(effect.cut);
  json shown = {{std::string(engine::Name(effect.kind)), std::move(value)}};
  if (!effect.message.empty()) shown["message"] = effect.message;
  return shown;
}

// "fault 1 (lost-final-update): drop, where status is SUCCEEDED; has struck once"
std::string InWords(const json& shown, const engine::ArmedFault& armed) {
  std::string text = "fault " + armed.id;
  if (!armed.preset.empty()) text += " (" + armed.preset + ")";
  text += ":";
  for (const auto& [name, value] : shown["effect"].items()) {
    if (name == "message") continue;
    text += " " + name;
    if (value != true)
      text += " " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  const char* separator = ", where ";
  for (const auto& [name, value] : shown["match"].items()) {
    text += std::exchange(separator, " and ") + name + " is " + value.get<std::string>();
  }
  if (armed.fault.count)
    text += ", " + engine::PlainCount(*armed.fault.count, "time") + " at most";
  if (armed.fault.lasts) text += ", for " + engine::PlainDuration(*armed.fault.lasts);
  text += "; has struck " + engine::PlainCount(armed.struck, "time");
  return text + (shown["active"] == true ? "" : ", and has ended");
}

}  // namespace

WantedFault ReadFault(const json& input) {
  WantedFault wanted{.preset = input.value("preset", "")};
  Fault& fault = wanted.fault;
  const bool has_effect = input.contains("effect");
  if (wanted.preset.empty() != has_effect) {
    RefuseRequest(has_effect ? "A preset has an effect already: leave out preset or effect."
                             : "Say an effect, such as {\"drop\": true}, or a preset.");
  }
  if (has_effect) {
    fault.effect = ReadEffect(input["effect"]);
  } else {
    fault = engine::FindFaultPreset(wanted.preset)->fault;
  }
  ReadMatch(input.value("match", json::object()), fault.match);
  fault.probability = input.value("probability", fault.probability);
  if (fault.probability <= 0) RefuseRequest("With probability 0 a fault strikes nothing.");
  if (input.contains("count")) fault.count = input["count"].get<std::int64_t>();
  if (input.contains("for")) fault.lasts = ReadDuration("for", input["for"]);
  fault.seed = input.value("seed", fault.seed);
  return wanted;
}

json Shown(const engine::ArmedFault& armed, engine::Instant now) {
  const Fault& fault = armed.fault;
  json shown = {{"faultId", armed.id},
                {"match", ShownMatch(fault.match)},
                {"effect", ShownEffect(fault.effect)},
                {"probability", fault.probability},
                {"seed", fault.seed},
                {"armedAt", engine::PlainInstant(armed.at)},
                {"struck", armed.struck},
                {"active", !armed.HasEnded(now)}};
  if (!armed.preset.empty()) {
    shown["preset"] = armed.preset;
    shown["story"] = engine::FindFaultPreset(armed.preset)->story;
  }
  if (fault.count) shown["count"] = *fault.count;
  if (fault.lasts) shown["until"] = engine::PlainInstant(armed.at + *fault.lasts);
  shown["text"] = InWords(shown, armed);
  return shown;
}

}  // namespace server
