#include "engine/cron.h"

#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

#include "engine/error.h"
#include "engine/text/split.h"

namespace engine {

namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

struct Mistake {
  std::string what;
};

struct Field {
  std::string_view name;
  int least, most;
  std::vector<std::string_view> names = {};  // of the values from `least` on
};

// AWS: the years that an expression may name.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;

const Field kMinutes{"minutes", 0, 59};
const Field kHours{"hours", 0, 23};
const Field kDayOfMonth{"day of the month", 1, 31};
const Field kMonth{
    "month",
    1,
    12,
    {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}};
const Field kDayOfWeek{
    "day of the week", 1, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}};
const Field kYear{"year", kFirstYear, kLastYear};

[[noreturn]] void Complain(const Field& field, std::string_view text) {
  throw Mistake{"\"" + std::string(text) + "\" is no " + std::string(field.name)};
}

int Number(const Field& field, std::string_view text, int least, int most) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < least ||
      number > most) {
    Complain(field, text);
  }
  return number;
}

int Value(const Field& field, std::string_view text) {
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (field.names[i] == text) return field.least + static_cast<int>(i);
  }
  return Number(field, text, field.least, field.most);
}

// "*", "5", "MON-FRI", "*/15", "10/5", "8-18/2".
void AddItem(const Field& field, std::string_view item, std::set<int>& values) {
  const auto slash = item.find('/');
  const std::string_view range = item.substr(0, slash);
  const bool has_step = slash != std::string_view::npos;
  const int step =
      has_step ? Number(field, item.substr(slash + 1), 1, field.most - field.least + 1) : 1;
  const auto dash = range.find('-');
  int from = field.least;
  int to = field.most;
  if (range != "*") {
    from = Value(field, range.substr(0, dash));
    if (dash != std::string_view::npos) {
      to = Value(field, range.substr(dash + 1));
    } else if (!has_step) {
      to = from;
    }
  }
  // Ours: a range may run over the end, as in FRI-MON; AWS does not say.
  const int size = field.most - field.least + 1;
  if (to < from) {
    if (&field == &kYear) Complain(field, item);
    to += size;
  }
  for (int value = from; value <= to; value += step) {
    values.insert(field.least + (value - field.least) % size);
  }
}

std::set<int> Values(const Field& field, std::string_view text) {
  std::set<int> values;
  for (const std::string& item : Split(text, ',')) AddItem(field, item, values);
  return values;
}

// Sunday is 1.
int WeekdayOf(const sys_days& date) {
  return static_cast<int>(std::chrono::weekday{date}.c_encoding()) + 1;
}

sys_days LastOfMonth(const year_month_day& date) {
  return date.year() / date.month() / std::chrono::last;
}

// Monday to Friday, in the same month, the nearest to that day; the day must exist.
sys_days NearestWeekday(const year_month_day& date) {
  constexpr int kSunday = 1;
  constexpr int kSaturday = 7;
  const sys_days at{date};
  if (WeekdayOf(at) == kSaturday) return date.day() == day{1} ? at + days{2} : at - days{1};
  if (WeekdayOf(at) == kSunday) return at == LastOfMonth(date) ? at - days{2} : at + days{1};
  return at;
}

}  // namespace

Cron::Cron(std::string_view expression) {
  std::string text(expression);
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  try {
    if (!text.starts_with("CRON(") || !text.ends_with(")")) {
      throw Mistake{"it is not of the form cron(...)"};
    }
    const std::string inner = text.substr(5, text.size() - 6);
    std::vector<std::string> fields = Split(inner, ' ');
    std::erase(fields, "");
    if (fields.size() != 6) throw Mistake{"it must have six fields"};
    if ((fields[2] == "?") == (fields[4] == "?")) {
      throw Mistake{"one of day of the month and day of the week must be ?"};
    }
    minutes_ = Values(kMinutes, fields[0]);
    hours_ = Values(kHours, fields[1]);
    months_ = Values(kMonth, fields[3]);
    years_ = Values(kYear, fields[5]);
    by_weekday_ = fields[2] == "?";
    by_weekday_ ? ReadDaysOfWeek(fields[4]) : ReadDaysOfMonth(fields[2]);
  } catch (const Mistake& mistake) {
    throw Error(ErrorCode::kInvalidRequest,
                "The cron expression " + std::string(expression) +
                    " of a maintenance window is not valid: " + mistake.what + ".");
  }
}

void Cron::ReadDaysOfMonth(std::string_view field) {
  for (const std::string& item : Split(field, ',')) {
    if (item == "L") {
      last_day_ = true;
    } else if (item.ends_with('W')) {
      nearest_weekdays_.insert(Value(kDayOfMonth, item.substr(0, item.size() - 1)));
    } else {
      AddItem(kDayOfMonth, item, days_);
    }
  }
}

void Cron::ReadDaysOfWeek(std::string_view field) {
  for (const std::string& item : Split(field, ',')) {
    const auto hash = item.find('#');
    if (hash != std::string_view::npos) {
      nth_weekdays_.insert({Value(kDayOfWeek, item.substr(0, hash)),
                            Number(kDayOfWeek, item.substr(hash + 1), 1, 5)});
    } else if (item == "L") {
      weekdays_.insert(kDayOfWeek.most);  // AWS: the last day of the week
    } else if (item.ends_with('L')) {
      last_weekdays_.insert(Value(kDayOfWeek, item.substr(0, item.size() - 1)));
    } else {
      AddItem(kDayOfWeek, item, weekdays_);
    }
  }
}

bool Cron::StrikesOn(const year_month_day& date) const {
  const sys_days at{date};
  const int of_month = static_cast<int>(static_cast<unsigned>(date.day()));
  if (by_weekday_) {
    const int weekday = WeekdayOf(at);
    return weekdays_.contains(weekday) ||
           (last_weekdays_.contains(weekday) && at + days{7} > LastOfMonth(date)) ||
           nth_weekdays_.contains({weekday, (of_month - 1) / 7 + 1});
  }
  if (days_.contains(of_month) || (last_day_ && at == LastOfMonth(date))) return true;
  for (const int wanted : nearest_weekdays_) {
    const year_month_day there{date.year(), date.month(), day{static_cast<unsigned>(wanted)}};
    if (there.ok() && NearestWeekday(there) == at) return true;
  }
  return false;
}

std::optional<Instant> Cron::Next(Instant after) const {
  const auto first = std::chrono::floor<std::chrono::minutes>(after) + std::chrono::minutes{1};
  sys_days date = std::chrono::floor<days>(first);
  auto minute_of_day = (first - date).count();
  while (true) {
    const year_month_day today{date};
    const auto this_year = years_.lower_bound(static_cast<int>(today.year()));
    if (this_year == years_.end()) return std::nullopt;
    if (*this_year != static_cast<int>(today.year())) {
      date = sys_days{year{*this_year} / 1 / 1};
      minute_of_day = 0;
      continue;
    }
    if (!months_.contains(static_cast<int>(static_cast<unsigned>(today.month())))) {
      date = LastOfMonth(today) + days{1};
      minute_of_day = 0;
      continue;
    }
    if (StrikesOn(today)) {
      for (auto hour = hours_.lower_bound(static_cast<int>(minute_of_day / 60));
           hour != hours_.end(); ++hour) {
        const int from = std::int64_t{*hour} * 60 >= minute_of_day
                             ? 0
                             : static_cast<int>(minute_of_day % 60);
        const auto minute = minutes_.lower_bound(from);
        if (minute == minutes_.end()) continue;
        return date + std::chrono::hours{*hour} + std::chrono::minutes{*minute};
      }
    }
    date += days{1};
    minute_of_day = 0;
  }
}

}  // namespace engine
