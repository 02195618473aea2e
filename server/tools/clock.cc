#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>

#include "engine/error.h"
#include "engine/plain_words.h"
#include "server/journal/changes.h"
#include "server/tools/clock_setting.h"
#include "server/tools/tools.h"

namespace tools {

using nlohmann::json;

namespace {

json ClockShown(const server::Service& service) {
  const engine::Instant now = service.Now();
  const double scale = service.clock().setting().scale;
  json clock = {{"now", engine::FormatInstant(now)},
                {"epochMilliseconds", engine::Milliseconds(now)},
                {"scale", scale},
                {"frozen", scale == 0}};
  if (const auto journey = service.Moving().lock()) {
    clock["move"] = {{"to", engine::FormatInstant(journey->to)},
                     {"left", engine::PlainDuration(journey->until - now)}};
  }
  return clock;
}

std::string Pace(const json& clock) {
  if (clock["frozen"] == true) return "standing still";
  if (clock["scale"] == 1) return "running";
  return fmt::format("{} seconds a second", clock["scale"].get<double>());
}

std::string ClockAsText(const json& clock) {
  std::string text = clock["now"].get<std::string>() + ", " + Pace(clock);
  if (clock.contains("move")) {
    text += ", being moved to " + clock["move"]["to"].get<std::string>() + ": " +
            clock["move"]["left"].get<std::string>() + " left";
  }
  text += "\n";
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

[[noreturn]] void Conflict(const char* message) {
  throw engine::Error(engine::ErrorCode::kConflict, message);
}

// The move that a client has asked for. It stops where it is when that client has gone.
class ClientsMove {
 public:
  explicit ClientsMove(server::Service& service)
      : service_(service), journey_(service.Moving()) {}

  ~ClientsMove() {
    if (journey_.expired()) return;
    try {
      service_.EndMove();
    } catch (const std::exception& failure) {
      spdlog::error("where a move of the clock ended could not be kept: {}", failure.what());
    }
  }

  ClientsMove(const ClientsMove&) = delete;
  ClientsMove& operator=(const ClientsMove&) = delete;

  // The next part of it; false when it has arrived.
  bool GoOn() {
    if (journey_.expired()) Conflict("The move of the clock was ended before it arrived.");
    return service_.Move();
  }

 private:
  server::Service& service_;
  const std::weak_ptr<const server::Service::Journey> journey_;
};

using Move = std::shared_ptr<ClientsMove>;

// Requests are served between the parts, at the instant that the clock has come to.
Answer MoveOn(Tools& tools, const Move& move) {
  if (!move->GoOn()) return Shown(ClockShown(tools.service));
  return {.go_on = [&tools, move] { return MoveOn(tools, move); }};
}

// What happened since the journal had so many changes. Nothing was due without a move.
Answer TellAfterMove(Tools& tools, const Move& move, std::uint64_t changes) {
  if (move && move->GoOn()) {
    return {.go_on = [&tools, move, changes] { return TellAfterMove(tools, move, changes); }};
  }
  json clock = ClockShown(tools.service);
  clock.update(server::Happened(tools.journal, changes));
  const auto next = tools.service.NextDue();
  clock["nextDueAt"] = next ? json(engine::FormatInstant(*next)) : json(nullptr);
  return Shown(std::move(clock));
}

// Where nothing is due, the clock stays.
Answer AdvanceToNext(Tools& tools, std::optional<double> scale) {
  Move move;
  if (const auto next = tools.service.NextDue()) {
    tools.service.BeginMove(std::max(*next, tools.service.Now()), scale);
    move = std::make_shared<ClientsMove>(tools.service);
  } else if (scale) {
    tools.service.SetClockScale(*scale);
  }
  return TellAfterMove(tools, move, tools.journal.Count<server::ChangeEntry>());
}

Answer EndMove(Tools& tools) {
  if (tools.service.Moving().expired()) Conflict("The clock is not being moved.");
  tools.service.EndMove();
  return Shown(ClockShown(tools.service));
}

// One move at a time: the next begins where the last has led. A reset ends those that wait.
Answer InTurn(Tools& tools, const json& input, std::uint64_t resets) {
  server::Service& service = tools.service;
  if (service.resets() != resets)
    Conflict("The emulator was reset before the clock was moved.");
  const ClockSetting setting = ReadClockSetting(input, service.clock(), service.Now());
  if (setting.ends_move) return EndMove(tools);
  if (!service.Moving().expired()) {
    return {.go_on = [&tools, input, resets] { return InTurn(tools, input, resets); }};
  }
  if (setting.to_next) return AdvanceToNext(tools, setting.scale);
  if (!setting.to) {
    if (setting.scale) service.SetClockScale(*setting.scale);
    return Shown(ClockShown(service));
  }
  service.BeginMove(*setting.to, setting.scale);
  return MoveOn(tools, std::make_shared<ClientsMove>(service));
}

}  // namespace

Answer DescribeClock(Tools& tools, const json& /*input*/) {
  return Shown(ClockShown(tools.service));
}

Answer SetClock(Tools& tools, const json& input) {
  return InTurn(tools, input, tools.service.resets());
}

}  // namespace tools
