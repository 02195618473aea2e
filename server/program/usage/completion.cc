#include "server/program/usage/completion.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "server/program/usage/words.h"

namespace server {
namespace {

// Each entry's key is a command's words; for values, the flag's, too.
struct Tables {
  std::string commands, flags, values;
};

void AddRow(std::string& table, const std::string& key, const std::vector<std::string>& words) {
  if (words.empty()) return;
  table += "    ['" + key + "']='";
  for (const std::string& word : words) table += (&word == &words.front() ? "" : " ") + word;
  table += "'\n";
}

void Describe(const CLI::App& command, Tables& tables) {
  const std::string key = NameOf(command);
  std::vector<std::string> names;
  for (const CLI::App* below : CommandsBelow(command)) {
    names.push_back(below->get_name());
    Describe(*below, tables);
  }
  AddRow(tables.commands, key, names);
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options()) {
    AddRow(tables.values, key + " " + NameOf(*option), ChoicesOf(*option));
    if (option->nonpositional()) flags.push_back(NameOf(*option));
  }
  AddRow(tables.flags, key, flags);
}

// Behind "exec --" stands another program's command line.
constexpr const char* kFunction = R"(
  local i key=iot-jobs-local behind='' word=${COMP_WORDS[COMP_CWORD]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == -- ]]; then
      ((i + 1 == COMP_CWORD)) && COMPREPLY=($(compgen -c -- "$word"))
      return
    fi
    if [[ " ${commands[$key]-} " == *" ${COMP_WORDS[i]} "* ]]; then key+=" ${COMP_WORDS[i]}"; fi
  done
  behind=${COMP_WORDS[COMP_CWORD - 1]}
  [[ $word == = ]] && word=''
  [[ $behind == = ]] && behind=${COMP_WORDS[COMP_CWORD - 2]}
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "${flags[$key]-}" -- "$word"))
  elif [[ -n ${values["$key $behind"]-} ]]; then
    COMPREPLY=($(compgen -W "${values["$key $behind"]}" -- "$word"))
  elif [[ $behind != -* ]]; then
    COMPREPLY=($(compgen -W "${commands[$key]-}" -- "$word"))
  fi
}
# Where nothing is found here: files, which many flags take.
complete -o default -F _iot_jobs_local iot-jobs-local
)";

}  // namespace

std::string BashCompletion(const CLI::App& program) {
  Tables tables;
  Describe(program, tables);
  return "# bash completion for iot-jobs-local, made by: iot-jobs-local completion bash\n"
         "_iot_jobs_local() {\n"
         "  COMPREPLY=()\n"
         "  local -A commands=(\n" +
         tables.commands + "  )\n  local -A flags=(\n" + tables.flags +
         "  )\n  local -A values=(\n" + tables.values + "  )" + kFunction;
}

}  // namespace server
