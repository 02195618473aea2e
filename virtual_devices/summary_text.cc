#include "virtual_devices/summary_text.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/plain_words.h"

namespace virtual_devices {

std::string SummaryAsText(const nlohmann::json& summary) {
  const auto number = [&](const char* member) {
    return summary.at(member).get<std::int64_t>();
  };
  std::ostringstream text;
  if (summary.contains("fleetId")) text << summary["fleetId"].get<std::string>() << ": ";
  text << engine::PlainCount(number("devices"), "device") << " ("
       << summary["behaviour"].get<std::string>() << ", "
       << summary["firstName"].get<std::string>() << (number("devices") > 1 ? " ..." : "")
       << ", seed " << number("seed") << "), " << number("connected") << " connected. Took "
       << engine::PlainCount(number("taken"), "execution");
  const char* before = ": ";
  for (const auto& [end, count] : summary["ends"].items()) {
    text << before << count << " " << end;
    before = ", ";
  }
  if (number("dropped") > 0) text << before << number("dropped") << " no longer theirs";
  text << ". " << engine::PlainCount(number("refusedUpdates"), "update") << " refused; "
       << "connected " << engine::PlainCount(number("connections"), "time") << ", lost power "
       << engine::PlainCount(number("lostPower"), "time") << "; sent "
       << engine::PlainCount(number("sent"), "message") << ", heard " << number("heard")
       << ".\n";
  return text.str();
}

}  // namespace virtual_devices
