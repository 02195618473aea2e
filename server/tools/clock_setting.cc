#include "server/tools/clock_setting.h"

#include <nlohmann/json.hpp>
#include <string>

#include "api_spec/spec.h"
#include "engine/error.h"

namespace tools {
namespace {

using nlohmann::json;

// The years 1970 to 9999, which every client's time type can hold.
constexpr engine::Instant kFirst{};
constexpr engine::Instant kLast =
    std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} - engine::Duration{1};

// "freeze (true), scale (60), ...": the members of the description, with an example each.
std::string Members() {
  const auto& spec = api_spec::Spec::BuiltIn();
  std::string list;
  for (const api_spec::Member& member :
       spec.Find(api_spec::Plane::kEmulator, "SetClock").members) {
    if (member.in != api_spec::Location::kBody) continue;
    list +=
        (list.empty() ? "" : ", ") + member.name + " (" + member.schema->examples.front() + ")";
  }
  return list;
}

engine::Instant ReadSet(const json& value) {
  const auto at = engine::ParseInstant(value.get_ref<const std::string&>());
  if (!at || *at < kFirst || *at > kLast) {
    engine::RefuseRequest(
        "set is an instant in UTC from 1970 to 9999, such as \"2026-01-01T00:00:00Z\".");
  }
  return *at;
}

engine::Instant Advance(engine::Instant from, const json& value) {
  const auto by = engine::ParseDuration(value.get_ref<const std::string&>());
  if (!by || *by < engine::Duration::zero()) {
    engine::RefuseRequest(
        "advance is a duration such as \"90s\", \"61m\", \"2h\", \"14d\" or \"1h30m\".");
  }
  if (*by > kLast - from) engine::RefuseRequest("advance leads beyond the year 9999.");
  return from + *by;
}

}  // namespace

ClockSetting ReadClockSetting(const json& body, const engine::Clock& clock,
                              engine::Instant now) {
  if (body.empty()) engine::RefuseRequest("Say at least one of " + Members() + ".");

  ClockSetting setting;
  if (body.contains("endMove")) {
    if (body["endMove"] != true || body.size() > 1) {
      engine::RefuseRequest("endMove is true, and goes with nothing else.");
    }
    setting.ends_move = true;
  }
  if (body.contains("freeze")) {
    const json& freeze = body["freeze"];
    if (freeze == true && body.contains("scale"))
      engine::RefuseRequest("A frozen clock has no scale.");
    if (freeze == true) setting.scale = 0;
    if (freeze == false && clock.setting().scale == 0) setting.scale = 1;
  }
  if (body.contains("scale")) setting.scale = body["scale"].get<double>();
  if (body.contains("set")) setting.to = ReadSet(body["set"]);
  if (body.contains("advance")) {
    setting.to = Advance(setting.to.value_or(now), body["advance"]);
  }
  if (body.contains("advanceToNext")) {
    if (body["advanceToNext"] != true || setting.to) {
      engine::RefuseRequest("advanceToNext is true, and goes with neither advance nor set.");
    }
    setting.to_next = true;
  }
  return setting;
}

}  // namespace tools
