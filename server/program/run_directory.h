// A private directory for the time that the program runs.
#pragma once

#include <filesystem>
#include <string>

namespace server {

// Removed with this object; where the program was killed, at the next start of any. Throws
// std::runtime_error with a line for the user.
class RunDirectory {
 public:
  RunDirectory();
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
  int lock_ = -1;  // held as long as the program lives
};

}  // namespace server
