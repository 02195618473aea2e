// Files that are written for the user: certificates and keys.
#pragma once

#include <filesystem>
#include <string>

namespace server {

// Made if missing. Both throw std::runtime_error with a line for the user.
std::filesystem::path MadeDirectory(const std::string& directory);
// Gives back the path as text.
std::string WriteFile(const std::filesystem::path& path, const std::string& text,
                      bool is_secret);

}  // namespace server
