// The cron expressions by which maintenance windows recur.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "engine/instant.h"

namespace engine {

// AWS: six fields, "cron(minutes hours day-of-month month day-of-week year)", in UTC. Either
// the day of the month or the day of the week is "?". SUN is 1.
class Cron {
 public:
  // Throws InvalidRequest for a text that is no such expression.
  explicit Cron(std::string_view expression);

  // The first instant after `after` at which it strikes; nothing when it never does again.
  std::optional<Instant> Next(Instant after) const;

 private:
  void ReadDaysOfMonth(std::string_view field);
  void ReadDaysOfWeek(std::string_view field);
  bool StrikesOn(const std::chrono::year_month_day& date) const;

  std::set<int> minutes_, hours_, months_, years_;
  bool by_weekday_ = false;
  std::set<int> days_;              // of the month
  bool last_day_ = false;           // L
  std::set<int> nearest_weekdays_;  // 15W: Monday to Friday, the nearest to the 15th
  std::set<int> weekdays_;
  std::set<int> last_weekdays_;                 // 6L: the last Friday
  std::set<std::pair<int, int>> nth_weekdays_;  // 2#1: the first Monday
};

}  // namespace engine
