// Log lines, to standard error.
#pragma once

#include <string>

namespace server {

// "debug", "info", "warning", "error" or "off".
void StartLog(const std::string& level);

}  // namespace server
