#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "server/journal/changes.h"
#include "server/tools/clock_setting.h"
#include "server/tools/tools.h"

namespace tools {

using nlohmann::json;

// Made from the description as well.
Answer SetClock(Tools& tools, const json& input);

namespace {

json ClockShown(const server::Service& service) {
  const engine::Instant now = service.Now();
  const double scale = service.clock().setting().scale;
  return {{"now", engine::FormatInstant(now)},
          {"epochMilliseconds", engine::Milliseconds(now)},
          {"scale", scale},
          {"frozen", scale == 0}};
}

std::string Pace(const json& clock) {
  if (clock["frozen"] == true) return "standing still";
  if (clock["scale"] == 1) return "running";
  return fmt::format("{} seconds a second", clock["scale"].get<double>());
}

std::string ClockAsText(const json& clock) {
  std::string text = clock["now"].get<std::string>() + ", " + Pace(clock) + "\n";
  if (!clock.contains("happened")) return text;
  for (const json& entry : clock["happened"]) text += entry["text"].get<std::string>() + "\n";
  if (clock.contains("omitted")) text += "and " + clock["omitted"].dump() + " more\n";
  return text + (clock["nextDueAt"].is_null()
                     ? "Nothing else is due.\n"
                     : "The next is due at " + clock["nextDueAt"].get<std::string>() + ".\n");
}

Answer Shown(json clock) {
  return {.value = std::move(clock), .as_text = ClockAsText};
}

// Requests are served between the parts, at the instant that the clock has come to.
Answer MoveOn(Tools& tools) {
  if (!tools.service.Move()) return Shown(ClockShown(tools.service));
  return {.go_on = [&tools] { return MoveOn(tools); }};
}

// What happened since the journal had so many changes.
Answer TellAfterMove(Tools& tools, std::uint64_t changes) {
  if (tools.service.Move()) {
    return {.go_on = [&tools, changes] { return TellAfterMove(tools, changes); }};
  }
  json clock = ClockShown(tools.service);
  clock.update(server::Happened(tools.journal, changes));
  const auto next = tools.service.NextDue();
  clock["nextDueAt"] = next ? json(engine::FormatInstant(*next)) : json(nullptr);
  return Shown(std::move(clock));
}

// Where nothing is due, the clock stays.
Answer AdvanceToNext(Tools& tools) {
  if (const auto next = tools.service.NextDue()) {
    tools.service.BeginMove(std::max(*next, tools.service.Now()));
  }
  return TellAfterMove(tools, tools.journal.Count<server::ChangeEntry>());
}

}  // namespace

Answer DescribeClock(Tools& tools, const json& /*input*/) {
  return Shown(ClockShown(tools.service));
}

// One move at a time: the next begins where the last has led.
Answer SetClock(Tools& tools, const json& input) {
  server::Service& service = tools.service;
  const ClockSetting setting = ReadClockSetting(input, service.clock(), service.Now());
  if (service.IsMoving()) return {.go_on = [&tools, input] { return SetClock(tools, input); }};
  if (setting.scale) service.SetClockScale(*setting.scale);
  if (setting.to_next) return AdvanceToNext(tools);
  if (!setting.to) return Shown(ClockShown(service));
  service.BeginMove(*setting.to);
  return MoveOn(tools);
}

}  // namespace tools
