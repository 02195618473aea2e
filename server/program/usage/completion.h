// What shells complete.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace server {

// A script for bash: completes commands, flags and what flags must be one of.
std::string BashCompletion(const CLI::App& program);

}  // namespace server
