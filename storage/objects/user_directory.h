// A directory of the user's, from which nothing leads out.
#pragma once

#include <filesystem>
#include <string>

namespace storage {

// Files are opened beneath the directory itself, whatever is put in its place or in its way
// meanwhile: a link that leads out is not followed, not even for the directory's own name. A
// new directory of that name is taken for it.
class UserDirectory {
 public:
  // Links in the path are followed now.
  explicit UserDirectory(std::filesystem::path path);
  ~UserDirectory();
  UserDirectory(const UserDirectory&) = delete;
  UserDirectory& operator=(const UserDirectory&) = delete;

  // A descriptor of the caller's, for reading; -1: there is no such regular file.
  int OpenFile(const std::string& name);
  // By which the system lists what is in it; empty: there is no directory.
  std::filesystem::path Listed();

  const std::filesystem::path& path() const { return path_; }

 private:
  void Follow();
  int OpenByAbsoluteLink(const std::string& name) const;

  const std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace storage
