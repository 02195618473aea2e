#include "engine/plain_words.h"

#include <utility>

namespace engine {

std::string PlainInstant(Instant at) {
  constexpr std::string_view kNoFraction = ".000Z";
  std::string text = FormatInstant(at);
  if (text.ends_with(kNoFraction)) text.replace(text.size() - kNoFraction.size(), 4, "");
  return text;
}

std::string PlainDay(Instant at) {
  constexpr const char* kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                   "Thursday", "Friday", "Saturday"};
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(at)};
  return std::string(kDays[day.c_encoding()]) + " " + PlainInstant(at);
}

std::string PlainCount(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string PlainDuration(Duration length) {
  using std::chrono::hours;
  const std::pair<const char*, Duration> units[] = {
      {"day", hours{24}},
      {"hour", hours{1}},
      {"minute", std::chrono::minutes{1}},
      {"second", std::chrono::seconds{1}},
  };
  if (length < std::chrono::seconds{1}) return std::to_string(length.count()) + " ms";
  std::string text;
  int shown = 0;
  for (const auto& [name, unit] : units) {
    const auto count = length / unit;
    length %= unit;
    if (shown > 0) ++shown;
    if (count > 0) {
      if (!text.empty()) text += ' ';
      text += PlainCount(count, name);
      if (shown == 0) shown = 1;
    }
    if (shown == 2) break;
  }
  return text;
}

}  // namespace engine
