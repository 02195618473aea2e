#include "storage/objects/directory_bucket.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace storage {

namespace fs = std::filesystem;

namespace {

// Whether every part of the key is a plain name.
bool IsPlain(const std::string& key) {
  if (key.empty() || key.front() == '/' || key.find('\0') != std::string::npos) return false;
  const fs::path path(key);
  return std::all_of(path.begin(), path.end(), [](const fs::path& part) {
    return !part.empty() && part != "." && part != "..";
  });
}

}  // namespace

std::optional<Object> FindFile(const std::shared_ptr<UserDirectory>& directory,
                               const std::string& key) {
  if (!IsPlain(key)) return std::nullopt;
  const int file = directory->OpenFile(key);
  if (file < 0) return std::nullopt;

  struct stat found {};

  const bool is_known = ::fstat(file, &found) == 0;
  ::close(file);
  if (!is_known) return std::nullopt;
  Object object{.key = key};
  object.size = static_cast<std::uint64_t>(found.st_size);
  const std::int64_t nanoseconds = WrittenAt(found);
  object.modified_at = engine::FromMilliseconds(nanoseconds / 1'000'000);
  // Ours: no hash of the content, which may be large; the form is that of an upload in parts,
  // so that no client takes it for one.
  object.etag.append("\"").append(std::to_string(found.st_ino)).append(".");
  object.etag.append(std::to_string(nanoseconds)).append(".");
  object.etag.append(std::to_string(found.st_size)).append("-1\"");
  object.segments = {{key, object.size, nanoseconds, directory}};
  return object;
}

std::vector<std::string> KeysOfFiles(const std::shared_ptr<UserDirectory>& directory,
                                     const std::string& prefix) {
  std::vector<std::string> keys;
  const fs::path root = directory->Listed();
  if (root.empty()) return keys;
  std::error_code failure;
  fs::recursive_directory_iterator files(
      root / "", fs::directory_options::skip_permission_denied, failure);
  const std::size_t root_size = root.native().size() + 1;
  for (; !failure && files != fs::recursive_directory_iterator(); files.increment(failure)) {
    std::error_code unknown;
    std::string key = files->path().native().substr(root_size);
    const bool is_link = files->is_symlink(unknown);
    if (!is_link && files->is_directory(unknown)) {
      key += '/';
      if (!key.starts_with(prefix) && !prefix.starts_with(key)) {
        files.disable_recursion_pending();
      }
      continue;
    }
    if (!is_link && !files->is_regular_file(unknown)) continue;
    if (!key.starts_with(prefix) || (is_link && !FindFile(directory, key))) continue;
    keys.push_back(std::move(key));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace storage
