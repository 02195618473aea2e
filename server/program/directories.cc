#include "server/program/directories.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <stdexcept>

namespace server {

namespace fs = std::filesystem;

DataDirectory::DataDirectory(const std::optional<std::string>& path) {
  if (!path) return;
  path_ = *path;
  std::error_code failure;
  if (fs::create_directories(*path_, failure)) {
    fs::permissions(*path_, fs::perms::owner_all, failure);
  }
  const fs::path lock = *path_ / "lock";
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    throw std::runtime_error("cannot write in " + path_->string() +
                             ": make it writable, or choose another --data-dir");
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw std::runtime_error(path_->string() +
                             " is in use by another iot-jobs-local: stop that one, or choose "
                             "another --data-dir");
  }
  // For this user alone: the authority's key is in it. SQLite would make it for all to read.
  ::close(::open(Database().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

std::string DataDirectory::Database() const {
  return path_ ? (*path_ / "jobs.db").string() : ":memory:";
}

std::optional<fs::path> DataDirectory::Objects() const {
  if (!path_) return std::nullopt;
  return *path_ / "objects";
}

std::string FindPlugin() {
  constexpr char kName[] = "broker_plugin.so";
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& place :
       {program / kName, program / "../mqtt_bridge/plugin" / kName,
        program / "../lib/iot-jobs-local" / kName, fs::path(IOT_JOBS_LOCAL_PLUGIN_PATH)}) {
    if (fs::exists(place)) return fs::weakly_canonical(place).string();
  }
  throw std::runtime_error(std::string("Mosquitto's plugin ") + kName +
                           " is missing beside the program: install it there, or use a broker "
                           "of your own with --broker");
}

}  // namespace server
