// The page that --help prints.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace server {

// Of a command, or of the program itself. Examples are its footer's lines.
std::string HelpOf(const CLI::App& command);

}  // namespace server
