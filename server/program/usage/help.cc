#include "server/program/usage/help.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <map>
#include <sstream>
#include <utility>

#include "server/program/usage/terminal.h"
#include "server/program/usage/words.h"

namespace server {
namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kColumn = 34;

std::string Heading(const std::string& text) {
  return "\n" + Painted(STDOUT_FILENO, Paint::kBold, text + ":") + "\n";
}

// Wrapped, from that column on; what stands before is on the first line.
std::string Column(const std::string& before, const std::string& text, std::size_t column) {
  std::string page;
  std::string line = before;
  if (!line.empty() && line.size() + 2 > column) page = std::exchange(line, "") + "\n";
  line.resize(column, ' ');
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (line.size() > column && line.size() + 1 + word.size() > kWidth) {
      page += line + "\n";
      line.assign(column, ' ');
    }
    if (line.size() > column) line += ' ';
    line += word;
  }
  return page + line + "\n";
}

std::string Usage(const CLI::App& command) {
  const std::string name = "  " + NameOf(command);
  const bool has_commands = !CommandsBelow(command).empty();
  const bool must_have_command = command.get_require_subcommand_min() > 0;
  std::string usage = Heading("Usage");
  if (!must_have_command) {
    usage += name;
    for (const CLI::Option* word : WordsBehind(command)) usage += " " + NameOf(*word);
    usage += " [FLAGS]\n";
  }
  if (has_commands) usage += name + " COMMAND [FLAGS]\n";
  return usage;
}

std::string Examples(const CLI::App& command) {
  std::istringstream lines(command.get_footer());
  std::string examples;
  for (std::string line; std::getline(lines, line);) examples += "  " + line + "\n";
  return examples.empty() ? "" : Heading("Examples") + examples;
}

std::string Commands(const CLI::App& command) {
  std::vector<std::string> order;
  std::map<std::string, std::string> rows;
  for (const CLI::App* below : CommandsBelow(command)) {
    const std::string group =
        below->get_group() == "Subcommands" ? "Commands" : below->get_group();
    if (!rows.contains(group)) order.push_back(group);
    rows[group] +=
        Column("  " + below->get_name(), FirstSentence(below->get_description()), 16);
  }
  std::string page;
  for (const std::string& group : order) page += Heading(group) + rows[group];
  return page;
}

// The program's own are all the environment's, too, and need not say so each.
std::string Row(const CLI::Option& option, bool with_variable) {
  std::string meaning = MeaningOf(option);
  if (with_variable && !option.get_envname().empty()) {
    meaning += "; $" + option.get_envname();
  }
  return Column("  " + Shown(option), meaning, kColumn);
}

std::string Options(const CLI::App& command) {
  const bool is_program = command.get_parent() == nullptr;
  std::string page;
  if (const auto words = WordsBehind(command); !words.empty()) {
    page += Heading("Arguments");
    for (const CLI::Option* word : words) page += Row(*word, false);
  }
  for (const OptionGroup& group : FlagsByGroup(command)) {
    page += Heading(!group.name.empty() ? group.name : is_program ? "Other flags" : "Flags");
    for (const CLI::Option* flag : group.options) page += Row(*flag, !is_program);
  }
  return page;
}

}  // namespace

std::string HelpOf(const CLI::App& command) {
  return Column("", command.get_description(), 0) + Usage(command) + Examples(command) +
         Commands(command) + Options(command);
}

}  // namespace server
