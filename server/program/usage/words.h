// What the command line is made of, for everything that tells of it: help, the man page,
// completion, mistakes.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace server {

// "iot-jobs-local explain".
std::string NameOf(const CLI::App& command);

// Those directly below it, in the order in which they were described.
std::vector<const CLI::App*> CommandsBelow(const CLI::App& command);

// Its flags, or what stands behind it, by groups.
struct OptionGroup {
  std::string name;  // empty: the flags of no group of their own, which come last
  std::vector<const CLI::Option*> options;
};

std::vector<OptionGroup> FlagsByGroup(const CLI::App& command);
std::vector<const CLI::Option*> WordsBehind(const CLI::App& command);

// "--help" of "-h, --help"; of a word behind a command its name.
std::string NameOf(const CLI::Option& option);
bool TakesValue(const CLI::Option& flag);
// What its value must be one of; empty: anything.
std::vector<std::string> ChoicesOf(const CLI::Option& option);
// "--rollout paced|immediate", "--http-port PORT", "thingName".
std::string Shown(const CLI::Option& option);
// What it is for, its default and what it cannot be given with.
std::string MeaningOf(const CLI::Option& option);

// The first sentence.
std::string FirstSentence(const std::string& text);

}  // namespace server
