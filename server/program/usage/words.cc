#include "server/program/usage/words.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <utility>

namespace server {
namespace {

// Longer ones are told in words.
constexpr std::size_t kMostOfChoices = 24;
constexpr const char* kNoGroup = "Options";  // CLI11's

std::string Joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string OneOf(const CLI::Option& option) {
  const std::string choices = Joined(ChoicesOf(option), "|");
  return choices.size() <= kMostOfChoices ? choices : "";
}

// "PORT" of "PORT:INT in [0 - 65535]".
std::string ValueOf(const CLI::Option& option) {
  if (std::string choices = OneOf(option); !choices.empty()) return choices;
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

}  // namespace

std::string NameOf(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent == nullptr ? "" : NameOf(*parent) + " ") + command.get_name();
}

std::vector<const CLI::App*> CommandsBelow(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<OptionGroup> FlagsByGroup(const CLI::App& command) {
  std::vector<OptionGroup> groups;
  OptionGroup last;
  for (const std::string& name : command.get_groups()) {
    const auto flags = command.get_options([&](const CLI::Option* option) {
      return option->get_group() == name && option->nonpositional();
    });
    if (flags.empty()) continue;
    if (name == kNoGroup) {
      last.options = flags;
    } else {
      groups.push_back({name, flags});
    }
  }
  if (!last.options.empty()) groups.push_back(std::move(last));
  return groups;
}

std::vector<const CLI::Option*> WordsBehind(const CLI::App& command) {
  return command.get_options(
      [](const CLI::Option* option) { return option->get_positional(); });
}

std::string NameOf(const CLI::Option& option) {
  return option.get_lnames().empty() ? option.get_name() : "--" + option.get_lnames().front();
}

bool TakesValue(const CLI::Option& flag) {
  return flag.get_type_size() != 0;
}

std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::istringstream stream(type.substr(open + 1, close - open - 1));
  std::vector<std::string> choices;
  for (std::string choice; std::getline(stream, choice, ',');) choices.push_back(choice);
  return choices;
}

std::string Shown(const CLI::Option& option) {
  std::string shown = NameOf(option);
  if (option.nonpositional() && TakesValue(option)) shown += " " + ValueOf(option);
  if (!option.get_snames().empty()) shown.insert(0, "-" + option.get_snames().front() + ", ");
  return shown;
}

std::string MeaningOf(const CLI::Option& option) {
  std::string meaning = option.get_description();
  if (OneOf(option).empty() && !ChoicesOf(option).empty()) {
    meaning += "; one of " + Joined(ChoicesOf(option), ", ");
  }
  if (std::string value = option.get_default_str(); TakesValue(option) && !value.empty()) {
    if (value.starts_with('[')) value = value.substr(1, value.size() - 2);
    meaning += " [" + value + "]";
  }
  std::vector<std::string> others;
  for (const CLI::Option* other : option.get_excludes()) others.push_back(NameOf(*other));
  std::ranges::sort(others);
  if (!others.empty()) meaning += "; not with " + Joined(others, ", ");
  return meaning;
}

std::string FirstSentence(const std::string& text) {
  const std::size_t end = text.find(". ");
  return end == std::string::npos ? text : text.substr(0, end + 1);
}

}  // namespace server
