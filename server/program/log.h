// Log lines, to standard error.
#pragma once

#include <string>

#include "server/journal/log/log_line.h"

namespace server {

// "debug", "info", "warning", "error" or "off".
void StartLog(const std::string& level, LogFormat format);

}  // namespace server
