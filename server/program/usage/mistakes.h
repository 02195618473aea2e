// What is told about a command line that is wrong.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace server {

// Prints what `end` wants printed, help included; a word too many with what was probably meant.
// Gives back the exit status: 0 or, for a mistake, 2.
int TellUsage(const CLI::App& app, const CLI::ParseError& end);

}  // namespace server
