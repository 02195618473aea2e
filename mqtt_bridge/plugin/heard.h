// Tells the emulator what clients publish to each other.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// So many a second at most, and of each no more than its beginning: the rest goes untold.
class Heard {
 public:
  explicit Heard(std::string emulator_id) : emulator_id_(std::move(emulator_id)) {}

  void Tell(std::string_view client_id, std::string_view topic,
            std::string_view payload) noexcept;

 private:
  static constexpr int kMostInASecond = 1000;
  static constexpr std::size_t kLongest = 1024;

  const std::string emulator_id_;
  std::chrono::steady_clock::time_point second_began_;
  int told_ = 0;  // in this second
};
