#include "server/program/run_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace server {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "iot-jobs-local-";
constexpr const char* kLock = "lock";

// Whether it is this user's, and its program is dead. One without a lock is being made.
bool IsDead(const fs::path& directory) {
  struct stat status {};

  if (::lstat(directory.c_str(), &status) != 0) return false;
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) return false;
  const int lock = ::open((directory / kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (lock < 0) return false;
  const bool is_dead = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  ::close(lock);
  return is_dead;
}

void RemoveDead(const fs::path& among) {
  std::error_code ignored;
  std::vector<fs::path> dead;
  for (const auto& entry : fs::directory_iterator(among, ignored)) {
    const fs::path& path = entry.path();
    if (path.filename().string().starts_with(kPrefix) && IsDead(path)) dead.push_back(path);
  }
  for (const fs::path& path : dead) fs::remove_all(path, ignored);
}

// By that name once it is held, so that nobody takes it for a dead one's.
int HeldLock(const fs::path& directory) {
  const fs::path path = directory / "lock.new";
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return lock;
  ::flock(lock, LOCK_EX | LOCK_NB);
  ::rename(path.c_str(), (directory / kLock).c_str());
  return lock;
}

}  // namespace

RunDirectory::RunDirectory() {
  const fs::path parent = fs::temp_directory_path();
  RemoveDead(parent);
  std::string pattern = (parent / (std::string(kPrefix) + "XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error("cannot make a directory in " + parent.string() +
                             ": free some space, or set TMPDIR to a writable directory");
  }
  path_ = pattern;
  lock_ = HeldLock(path_);
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace server
