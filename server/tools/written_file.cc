#include "server/tools/written_file.h"

#include <fstream>
#include <stdexcept>

namespace server {

namespace fs = std::filesystem;

fs::path MadeDirectory(const std::string& directory) {
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) throw std::runtime_error("cannot make the directory " + directory);
  return fs::canonical(directory);
}

std::string WriteFile(const fs::path& path, const std::string& text, bool is_secret) {
  fs::remove(path);
  std::ofstream file(path);
  // AWS: its device client takes no key that others may read.
  fs::permissions(path,
                  is_secret ? fs::perms::owner_read | fs::perms::owner_write : fs::perms(0644));
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return path.string();
}

}  // namespace server
