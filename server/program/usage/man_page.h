// The manual's page, iot-jobs-local(1).
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace server {

// In roff.
std::string ManPage(const CLI::App& program, const std::string& version);

}  // namespace server
