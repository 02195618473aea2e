// Schedule times and maintenance windows, read from AWS's documentation.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace model {

// "2026-01-01T12:34", UTC, and back.
std::int64_t MillisecondsOf(const std::string& time);
std::string TimeOf(std::int64_t milliseconds);

// Times that recur: AWS's cron(minute hour day-of-month month day-of-week year).
class Cron {
 public:
  explicit Cron(const std::string& expression);

  // Whether it names the minute that begins then.
  bool Names(std::int64_t minute) const;

 private:
  std::vector<std::set<int>> fields_;
};

// Whether one of schedulingConfig's maintenanceWindows is open at the instant.
bool IsOpen(const nlohmann::json& windows, std::int64_t at);
// The first full minute after the instant at which that is another; none within two weeks is
// two weeks later.
std::int64_t NextChange(const nlohmann::json& windows, std::int64_t at);

}  // namespace model
