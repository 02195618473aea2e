// Where things are kept on disk, and where they are found.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace server {

// --data-dir: made if missing, and held by one emulator at a time. Throws std::runtime_error
// with a line for the user.
class DataDirectory {
 public:
  // Nothing: all is kept in memory.
  explicit DataDirectory(const std::optional<std::string>& path);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  const std::optional<std::filesystem::path>& path() const { return path_; }

  // As SQLite takes it.
  std::string Database() const;
  // Where the object store is; nothing without a data directory.
  std::optional<std::filesystem::path> Objects() const;

 private:
  std::optional<std::filesystem::path> path_;
  int lock_ = -1;
};

// Mosquitto's plugin: beside the program, in its build tree, or where it was installed.
std::string FindPlugin();

}  // namespace server
