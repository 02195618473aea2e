#include "engine/instant.h"

#include <charconv>
#include <cstdio>
#include <utility>

namespace engine {

namespace {

// The digits at the front of `text`, which they are taken from.
std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<Duration> TakeUnit(std::string_view& text) {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  constexpr std::pair<std::string_view, Duration> kUnits[] = {
      {"ms", Duration{1}}, {"s", seconds{1}}, {"m", minutes{1}},
      {"h", hours{1}},     {"d", hours{24}},  {"w", hours{24 * 7}},
  };
  for (const auto& [name, length] : kUnits) {
    if (text.starts_with(name)) {
      text.remove_prefix(name.size());
      return length;
    }
  }
  return std::nullopt;
}

bool TakeDigits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool TakeMark(std::string_view& text, char mark) {
  if (text.empty() || text.front() != mark) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  constexpr Duration kLongest = std::chrono::years{1000};
  if (text.empty()) return std::nullopt;
  Duration total{0};
  while (!text.empty()) {
    const auto number = TakeNumber(text);
    if (!number) return std::nullopt;
    const auto unit = TakeUnit(text);
    if (!unit || *number > (kLongest - total) / *unit) return std::nullopt;
    total += *number * *unit;
  }
  return total;
}

std::optional<Instant> ParseInstant(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milliseconds = 0;
  if (!TakeDigits(text, 4, year) || !TakeMark(text, '-') || !TakeDigits(text, 2, month) ||
      !TakeMark(text, '-') || !TakeDigits(text, 2, day) || !TakeMark(text, 'T') ||
      !TakeDigits(text, 2, hour) || !TakeMark(text, ':') || !TakeDigits(text, 2, minute) ||
      !TakeMark(text, ':') || !TakeDigits(text, 2, second)) {
    return std::nullopt;
  }
  if (TakeMark(text, '.')) {
    int digit = 0;
    int weight = 100;
    if (!TakeDigits(text, 1, digit)) return std::nullopt;
    do {
      milliseconds += digit * weight;
      weight /= 10;
    } while (TakeDigits(text, 1, digit));
  }
  if (text != "Z" && text != "+00:00") return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} + Duration{milliseconds};
}

std::string FormatInstant(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  char text[64];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return text;
}

}  // namespace engine
