#include "storage/objects/directory_bucket.h"

#include <sys/stat.h>

#include <algorithm>

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

// Where the file really is, if that is below the directory.
std::optional<fs::path> Below(const fs::path& directory, const fs::path& file) {
  std::error_code failure;
  const fs::path root = fs::canonical(directory, failure);
  if (failure) return std::nullopt;
  fs::path real = fs::canonical(file, failure);
  if (failure) return std::nullopt;
  const auto [end, unused] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (end != root.end()) return std::nullopt;
  return real;
}

}  // namespace

std::optional<Object> FindFile(const fs::path& directory, const std::string& key) {
  if (!IsPlain(key)) return std::nullopt;
  const auto real = Below(directory, directory / key);

  struct stat found {};

  if (!real || ::stat(real->c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return std::nullopt;
  }
  Object object{.key = key};
  object.size = static_cast<std::uint64_t>(found.st_size);
  const std::int64_t nanoseconds = WrittenAt(found);
  object.modified_at = engine::FromMilliseconds(nanoseconds / 1'000'000);
  // Ours: no hash of the content, which may be large; the form is that of an upload in parts,
  // so that no client takes it for one.
  object.etag.append("\"").append(std::to_string(found.st_ino)).append(".");
  object.etag.append(std::to_string(nanoseconds)).append(".");
  object.etag.append(std::to_string(found.st_size)).append("-1\"");
  object.segments = {{*real, object.size, nanoseconds}};
  return object;
}

std::vector<std::string> KeysOfFiles(const fs::path& directory, const std::string& prefix) {
  std::vector<std::string> keys;
  std::error_code failure;
  fs::recursive_directory_iterator files(
      directory, fs::directory_options::skip_permission_denied, failure);
  for (; !failure && files != fs::recursive_directory_iterator(); files.increment(failure)) {
    std::string key = files->path().lexically_relative(directory).generic_string();
    if (key.starts_with(prefix) && FindFile(directory, key)) keys.push_back(std::move(key));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace storage
