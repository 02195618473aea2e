// What the clock of an emulator shows that runs elsewhere, as closely as asking for it allows.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "engine/clock.h"
#include "engine/instant.h"

namespace server {

class EmulatorTime {
 public:
  // Throws std::runtime_error with a line for the user where nothing answers.
  EmulatorTime() = default;  // of none: the system's
  explicit EmulatorTime(const std::string& endpoint);
  ~EmulatorTime();
  EmulatorTime(const EmulatorTime&) = delete;
  EmulatorTime& operator=(const EmulatorTime&) = delete;

  engine::Instant Now() const;

 private:
  void Ask();
  void Follow();

  const std::string endpoint_;
  mutable std::mutex mutex_;
  std::condition_variable ends_;
  engine::Clock clock_;
  bool ended_ = false;
  std::thread follower_;
};

}  // namespace server
