// What looks like chance, and is the same each time: what is drawn depends on what it is for.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "engine/instant.h"

namespace virtual_devices {

class Chance {
 public:
  // "power" of the work on a job of a device, and the like.
  Chance(std::uint64_t seed, std::initializer_list<std::string_view> what_for);

  // At least 0, less than 1.
  double Next();
  engine::Duration Between(engine::Duration least, engine::Duration most);
  // Log-normal: two thirds of what is drawn lie between median / spread and median * spread.
  engine::Duration Around(engine::Duration median, double spread);

 private:
  std::uint64_t state_;
};

}  // namespace virtual_devices
