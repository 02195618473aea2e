// A directory of the user's as a bucket: its files are the objects.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/objects/objects.h"

namespace storage {

// The file that the key names. Nothing for a key that leads out of the directory, by ".." or by
// a symbolic link, or to what is no file.
std::optional<Object> FindFile(const std::shared_ptr<UserDirectory>& directory,
                               const std::string& key);

// The keys of all files with that prefix, in order.
std::vector<std::string> KeysOfFiles(const std::shared_ptr<UserDirectory>& directory,
                                     const std::string& prefix);

}  // namespace storage
