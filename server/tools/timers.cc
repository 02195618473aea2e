#include "server/tools/timers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/plain_words.h"
#include "server/tools/tools.h"

namespace server {

using nlohmann::json;

json Timers(Service& service, int most) {
  return service.Ask([&](Context& c) {
    auto due = service.Upcoming(most + 1);
    const bool more = static_cast<int>(due.size()) > most;
    if (more) due.pop_back();
    json timers = json::array();
    for (const Due& one : due) {
      json timer = service.due().SourceOf(one).tell(c, one);
      timer["at"] = engine::PlainInstant(one.at);
      timer["in"] = engine::PlainDuration(std::max(one.at - c.now, engine::Duration{0}));
      timers.push_back(std::move(timer));
    }
    return json{
        {"now", engine::PlainInstant(c.now)}, {"timers", std::move(timers)}, {"more", more}};
  });
}

}  // namespace server

namespace tools {
namespace {

using nlohmann::json;

constexpr int kTimersShown = 100;

std::string TimersAsText(const json& answer) {
  std::string text;
  for (const json& timer : answer["timers"]) {
    text += timer["at"].get<std::string>() + "  in " + timer["in"].get<std::string>() + ": " +
            timer["why"].get<std::string>() + ".\n";
  }
  if (text.empty()) return "Nothing is due.\n";
  if (answer["more"] == true) text += "And more; ask with ?maxResults=1000.\n";
  return text;
}

}  // namespace

Answer ListTimers(Tools& tools, const json& input) {
  const int most = input.value("maxResults", kTimersShown);
  return {.value = server::Timers(tools.service, most), .as_text = TimersAsText};
}

}  // namespace tools
