#include "storage/objects/user_directory.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <iterator>
#include <system_error>
#include <utility>

namespace storage {

namespace fs = std::filesystem;

namespace {

// A pipe must not keep us waiting.
constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

fs::path RealPath(fs::path path) {
  std::error_code failure;
  fs::path real = fs::weakly_canonical(path, failure);
  return failure ? std::move(path) : std::move(real);
}

// For systems that have no openat2: without any link.
int OpenStepwise(int directory, const fs::path& name) {
  int at = ::dup(directory);
  for (auto part = name.begin(); part != name.end() && at >= 0; ++part) {
    const bool is_last = std::next(part) == name.end();
    const int next =
        ::openat(at, part->c_str(), kFlags | O_NOFOLLOW | (is_last ? 0 : O_DIRECTORY));
    ::close(at);
    at = next;
  }
  return at;
}

int OpenBeneath(int directory, const std::string& name, std::uint64_t resolve = 0) {
  open_how how{};
  how.flags = kFlags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve;
  const long file = ::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof(how));
  if (file < 0 && (errno == ENOSYS || errno == EPERM)) return OpenStepwise(directory, name);
  return static_cast<int>(file);
}

}  // namespace

UserDirectory::UserDirectory(fs::path path) : path_(RealPath(std::move(path))) {
  Follow();
}

UserDirectory::~UserDirectory() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void UserDirectory::Follow() {
  struct stat named {};

  struct stat known {};

  if (::lstat(path_.c_str(), &named) != 0 || !S_ISDIR(named.st_mode)) return;
  const bool is_the_same = descriptor_ >= 0 && ::fstat(descriptor_, &known) == 0 &&
                           known.st_dev == named.st_dev && known.st_ino == named.st_ino;
  if (is_the_same) return;
  const int found = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (found < 0) return;
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = found;
}

// The system takes a link that names its target from the root for one that leads out.
int UserDirectory::OpenByAbsoluteLink(const std::string& name) const {
  std::error_code failure;
  const std::string within = fs::canonical(path_ / name, failure).lexically_relative(path_);
  if (failure || within.empty() || within.starts_with("..")) return -1;
  return OpenBeneath(descriptor_, within, RESOLVE_NO_SYMLINKS);
}

int UserDirectory::OpenFile(const std::string& name) {
  Follow();
  if (descriptor_ < 0) return -1;
  int file = OpenBeneath(descriptor_, name);
  if (file < 0) file = OpenByAbsoluteLink(name);

  struct stat found {};

  if (file >= 0 && (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode))) {
    ::close(file);
    return -1;
  }
  return file;
}

fs::path UserDirectory::Listed() {
  Follow();
  return descriptor_ < 0 ? fs::path() : fs::path("/proc/self/fd") / std::to_string(descriptor_);
}

}  // namespace storage
