#include "server/tools/clock_setting.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/error.h"

namespace http {
namespace {

using nlohmann::json;

constexpr double kFastest = 100'000;
// The years 1970 to 9999, which every client's time type can hold.
constexpr engine::Instant kFirst{};
constexpr engine::Instant kLast =
    std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} - engine::Duration{1};

double ReadScale(const json& value) {
  if (!value.is_number() || !(value >= 0.0 && value <= kFastest)) {
    engine::RefuseRequest(
        "scale is the emulator's seconds to a second: a number from 0 to 100000.");
  }
  return value.get<double>();
}

engine::Instant ReadSet(const json& value) {
  const auto at = value.is_string() ? engine::ParseInstant(value.get_ref<const std::string&>())
                                    : std::nullopt;
  if (!at || *at < kFirst || *at > kLast) {
    engine::RefuseRequest(
        "set is an instant in UTC from 1970 to 9999, such as \"2026-01-01T00:00:00Z\".");
  }
  return *at;
}

engine::Instant Advance(engine::Instant from, const json& value) {
  const auto by = value.is_string() ? engine::ParseDuration(value.get_ref<const std::string&>())
                                    : std::nullopt;
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
  constexpr std::string_view kAccepted =
      "advance (\"61m\"), advanceToNext (true), set (\"2026-01-01T00:00:00Z\"), freeze (true, "
      "false), scale (60)";
  for (const auto& [name, value] : body.items()) {
    if (name != "advance" && name != "advanceToNext" && name != "set" && name != "freeze" &&
        name != "scale") {
      engine::RefuseRequest("The clock has no " + name + "; it takes " +
                            std::string(kAccepted) + ".");
    }
  }
  if (body.empty())
    engine::RefuseRequest("Say at least one of " + std::string(kAccepted) + ".");

  ClockSetting setting;
  if (body.contains("freeze")) {
    const json& freeze = body["freeze"];
    if (!freeze.is_boolean()) engine::RefuseRequest("freeze is true or false.");
    if (freeze == true && body.contains("scale"))
      engine::RefuseRequest("A frozen clock has no scale.");
    if (freeze == true) setting.scale = 0;
    if (freeze == false && clock.setting().scale == 0) setting.scale = 1;
  }
  if (body.contains("scale")) setting.scale = ReadScale(body["scale"]);
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

}  // namespace http
