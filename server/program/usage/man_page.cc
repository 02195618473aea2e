#include "server/program/usage/man_page.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>

#include "server/program/usage/words.h"

namespace server {
namespace {

// As roff takes text that is to stand there as it is.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '-') {
      escaped += "\\-";
    } else if (c == '\\') {
      escaped += "\\e";
    } else {
      escaped += c;
    }
  }
  const bool is_request = escaped.starts_with('.') || escaped.starts_with('\'');
  return is_request ? "\\&" + escaped : escaped;
}

std::string Section(std::string title) {
  std::ranges::transform(title, title.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return ".SH " + title + "\n";
}

std::string Item(const std::string& head, const std::string& text) {
  return ".TP\n.B " + Escaped(head) + "\n" + Escaped(text) + "\n";
}

std::string Flags(const CLI::App& command) {
  std::string page;
  for (const OptionGroup& group : FlagsByGroup(command)) {
    if (!group.name.empty()) page += ".SS " + group.name + "\n";
    if (group.name.empty() && command.get_parent() == nullptr) page += ".SS Other\n";
    for (const CLI::Option* flag : group.options) page += Item(Shown(*flag), MeaningOf(*flag));
  }
  return page;
}

// Those that do something, each with what it takes.
std::string CommandEntries(const CLI::App& command) {
  std::string page;
  for (const CLI::App* below : CommandsBelow(command)) {
    if (!CommandsBelow(*below).empty()) {
      page += CommandEntries(*below);
      continue;
    }
    std::string head = NameOf(*below);
    for (const CLI::Option* word : WordsBehind(*below)) head += " " + NameOf(*word);
    page += ".SS " + Escaped(head) + "\n" + Escaped(below->get_description()) + "\n";
    for (const CLI::Option* word : WordsBehind(*below)) {
      page += Item(NameOf(*word), MeaningOf(*word));
    }
    page += Flags(*below);
  }
  return page;
}

std::string ExampleLines(const CLI::App& command) {
  std::istringstream lines(command.get_footer());
  std::string page;
  for (std::string line; std::getline(lines, line);) page += Escaped(line) + "\n";
  return page;
}

}  // namespace

std::string ManPage(const CLI::App& program, const std::string& version) {
  const std::string& name = program.get_name();
  return ".TH IOT\\-JOBS\\-LOCAL 1 \"\" \"" + Escaped(name + " " + version) + "\"\n" +
         Section("name") + Escaped(name) + " \\- AWS IoT Jobs on this machine\n" +
         Section("synopsis") + ".B " + Escaped(name) + "\n[\\fIFLAGS\\fR]\n.br\n.B " +
         Escaped(name) + " exec\n[\\fIFLAGS\\fR] \\-\\- \\fIPROGRAM\\fR ...\n.br\n.B " +
         Escaped(name) + "\n\\fICOMMAND\\fR [\\fIFLAGS\\fR]\n" + Section("description") +
         Escaped(program.get_description()) + "\n" + Section("options") + Flags(program) +
         Section("commands") + CommandEntries(program) + Section("environment") +
         Item("IOT_JOBS_LOCAL_HTTP_PORT, ...",
              "Each flag of the emulator is also a variable, named like this one.") +
         Item("IOT_JOBS_LOCAL_ENDPOINT",
              "Where commands ask the emulator that runs, unless --endpoint says it.") +
         Section("exit status") + Item("0", "All is well.") +
         Item("1",
              "What was asked for was refused or does not hold, or no emulator answers; "
              "standard error says why.") +
         Item("2", "The command line is wrong.") +
         Item("exec",
              "As its program ends; 126 where it cannot be run, 127 where there is none.") +
         Section("examples") + ".nf\n" + ExampleLines(program) + ".fi\n" + Section("see also") +
         ".BR mosquitto (8),\n.BR aws (1)\n";
}

}  // namespace server
