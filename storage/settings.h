// Settings of the whole account, and the setting of the clock.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/clock.h"

namespace storage {

class Store;

class Settings {
 public:
  explicit Settings(Store& store) : store_(store) {}

  // Null when it was never kept.
  nlohmann::json Find(const std::string& name);
  void Keep(const std::string& name, const nlohmann::json& value);

  // Nothing while the emulator's clock follows the system's.
  std::optional<engine::Clock::Setting> FindClock();
  void KeepClock(const std::optional<engine::Clock::Setting>& setting);

 private:
  Store& store_;
};

}  // namespace storage
