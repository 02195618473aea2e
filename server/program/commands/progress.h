// A line on the terminal that tells of what takes its time.
#pragma once

#include <chrono>
#include <string>

namespace server {

// Says nothing where standard error is no terminal.
class Progress {
 public:
  explicit Progress(std::string endpoint);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // How long an answer has been waited for, and to where the emulator's clock has come.
  void Tell(std::chrono::seconds waited);
  // Takes the line away.
  void Clear();

 private:
  const std::string endpoint_;
  bool shown_ = false;
};

}  // namespace server
