#include "tests/model/model_schedule.h"

#include <chrono>
#include <cstdio>
#include <map>
#include <sstream>

namespace model {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

constexpr std::int64_t kMinuteLong = 60'000;

const std::vector<std::string> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
const std::vector<std::string> kDays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

int Value(const std::string& text) {
  for (const auto* names : {&kMonths, &kDays}) {
    for (std::size_t i = 0; i < names->size(); ++i) {
      if (text == (*names)[i]) return static_cast<int>(i) + 1;
    }
  }
  return std::stoi(text);
}

// "*", "?", "5", "1-5", "0/15", "MON-FRI", and lists of them.
std::set<int> Values(const std::string& field, int least, int most) {
  std::set<int> values;
  std::stringstream parts(field);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto slash = part.find('/');
    const int step = slash == std::string::npos ? 1 : std::stoi(part.substr(slash + 1));
    const std::string range = part.substr(0, slash);
    const auto dash = range.find('-');
    int from = least, to = most;
    if (range != "*" && range != "?") {
      from = Value(range.substr(0, dash));
      if (dash != std::string::npos) {
        to = Value(range.substr(dash + 1));
      } else if (slash == std::string::npos) {
        to = from;
      }
    }
    for (int value = from; value <= to; value += step) values.insert(value);
  }
  return values;
}

}  // namespace

std::int64_t MillisecondsOf(const std::string& time) {
  int year = 0, hour = 0, minute = 0;
  unsigned month = 0, day = 0;
  std::sscanf(time.c_str(), "%d-%u-%uT%d:%d", &year, &month, &day, &hour, &minute);
  const sys_days date =
      std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  return date.time_since_epoch().count() * 24 * 60 * kMinuteLong +
         (hour * 60 + minute) * kMinuteLong;
}

std::string TimeOf(std::int64_t at) {
  const sys_time<milliseconds> instant{milliseconds{at}};
  const auto date = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day ymd{date};
  const auto minutes = static_cast<int>((instant - date).count() / kMinuteLong);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                minutes / 60, minutes % 60);
  return text;
}

Cron::Cron(const std::string& expression) {
  constexpr std::pair<int, int> kBounds[] = {{0, 59}, {0, 23}, {1, 31},
                                             {1, 12}, {1, 7},  {1970, 2199}};
  const auto from = expression.find('(') + 1;
  std::stringstream fields(expression.substr(from, expression.find(')') - from));
  std::string field;
  for (const auto& [least, most] : kBounds) {
    fields >> field;
    fields_.push_back(Values(field, least, most));
  }
}

bool Cron::Names(std::int64_t minute) const {
  const sys_time<milliseconds> instant{milliseconds{minute}};
  const auto date = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day ymd{date};
  const auto of_day = static_cast<int>((instant - date).count() / kMinuteLong);
  const int parts[] = {of_day % 60,
                       of_day / 60,
                       static_cast<int>(static_cast<unsigned>(ymd.day())),
                       static_cast<int>(static_cast<unsigned>(ymd.month())),
                       static_cast<int>(std::chrono::weekday{date}.c_encoding()) + 1,
                       static_cast<int>(ymd.year())};
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!fields_[i].contains(parts[i])) return false;
  }
  return true;
}

bool IsOpen(const nlohmann::json& windows, std::int64_t at) {
  static std::map<std::string, Cron> read;
  const std::int64_t minute = at - at % kMinuteLong;
  for (const auto& window : windows) {
    const Cron& cron = read.try_emplace(window["startTime"], window["startTime"]).first->second;
    const std::int64_t minutes = window["durationInMinutes"];
    for (std::int64_t ago = 0; ago < minutes; ++ago) {
      if (cron.Names(minute - ago * kMinuteLong)) return true;
    }
  }
  return false;
}

std::int64_t NextChange(const nlohmann::json& windows, std::int64_t at) {
  const bool open = IsOpen(windows, at);
  std::int64_t minute = at - at % kMinuteLong + kMinuteLong;
  for (int i = 0; i < 14 * 24 * 60 && IsOpen(windows, minute) == open; ++i) {
    minute += kMinuteLong;
  }
  return minute;
}

}  // namespace model
