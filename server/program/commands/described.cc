// The commands that our own API's description names: an option a member, the answer as text.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "api_spec/spec.h"
#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/program/commands/progress.h"
#include "server/program/usage/groups.h"

namespace server {
namespace {

using api_spec::Member;
using api_spec::Schema;
using nlohmann::json;
using Operations = std::vector<const api_spec::Operation*>;

// How an answer is shown is --json's business.
constexpr const char* kFormat = "format";

struct Given {
  std::string endpoint = http::ApiClient::DefaultEndpoint();
  bool as_json = false;
  json input = json::object();
};

bool HasMember(const api_spec::Operation& operation, const std::string& name) {
  return std::ranges::any_of(operation.members,
                             [&](const Member& member) { return member.name == name; });
}

// Of the operations that share a command, the first that has all that was given.
const api_spec::Operation& Chosen(const Operations& operations, const json& input) {
  const auto found = std::ranges::find_if(operations, [&](const auto* operation) {
    return std::ranges::all_of(
        input.items(), [&](const auto& item) { return HasMember(*operation, item.key()); });
  });
  if (found == operations.end()) throw std::runtime_error("these flags do not go together");
  return **found;
}

int Run(const Operations& operations, const Given& given) {
  const api_spec::Operation& operation = Chosen(operations, given.input);
  json input = given.input;
  if (!given.as_json && HasMember(operation, kFormat)) input[kFormat] = "text";
  http::ApiClient client(given.endpoint, {}, "");
  Progress progress(given.endpoint);
  client.OnWait([&](std::chrono::seconds waited) { progress.Tell(waited); });
  char last = 0;
  const int status = client.Ask(operation, input, [&](std::string_view piece) {
    progress.Clear();
    std::cout << piece << std::flush;
    if (!piece.empty()) last = piece.back();
  });
  progress.Clear();
  if (last != '\n') std::cout << "\n";
  return status == 200 ? 0 : 1;
}

// "--advance-to-next" for "advanceToNext".
std::string FlagOf(const std::string& member) {
  std::string flag = "--";
  for (const char c : member) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) flag += '-';
    flag += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return flag;
}

std::string HelpOf(const Schema& schema, const std::string& flag) {
  std::string help = schema.description;
  if (schema.type == Schema::Type::kBoolean) {
    const bool may_be_false =
        std::ranges::find(schema.examples, "false") != schema.examples.end();
    return may_be_false ? help + ": " + flag + "=false" : help;
  }
  for (const std::string& example : schema.examples) {
    help += (&example == &schema.examples.front() ? "; such as " : ", ") + example;
  }
  return help;
}

template <typename Number>
CLI::Option* AddNumber(CLI::App& app, const std::string& flag, const Schema& schema,
                       const std::function<void(const Number&)>& keep) {
  CLI::Option* option = app.add_option_function<Number>(flag, keep, HelpOf(schema, flag));
  if (schema.minimum && schema.maximum) {
    option->check(
        CLI::Range(static_cast<Number>(*schema.minimum), static_cast<Number>(*schema.maximum)));
  }
  return option;
}

using Keep = std::function<void(json value)>;

void AddSchema(CLI::App& app, const Schema& schema, const std::string& flag, bool is_required,
               const Keep& keep);

// A flag for each member of an object.
void AddObject(CLI::App& app, const Schema& schema, const Keep& keep) {
  const auto object = std::make_shared<json>(json::object());
  for (const auto& [name, inner] : schema.properties) {
    AddSchema(app, *inner, FlagOf(name), /*is_required=*/false,
              [keep, object, member = name](json value) {
                (*object)[member] = std::move(value);
                keep(*object);
              });
  }
}

void AddSchema(CLI::App& app, const Schema& schema, const std::string& flag, bool is_required,
               const Keep& keep) {
  CLI::Option* option = nullptr;
  switch (schema.type) {
    case Schema::Type::kObject:
      return AddObject(app, schema, keep);
    case Schema::Type::kBoolean:
      option = app.add_flag_function(
          flag, [keep](std::int64_t count) { keep(count > 0); }, HelpOf(schema, flag));
      break;
    case Schema::Type::kInteger:
      option = AddNumber<std::int64_t>(app, flag, schema, keep);
      break;
    case Schema::Type::kNumber:
      option = AddNumber<double>(app, flag, schema, keep);
      break;
    default:
      option = app.add_option_function<std::string>(flag, keep, HelpOf(schema, flag));
      if (!schema.enumeration.empty()) option->check(CLI::IsMember(schema.enumeration));
  }
  option->required(is_required);
}

// As a shell takes it.
std::string ForShell(const std::string& value) {
  const bool plain = value.find_first_of(" $'\"*?[]{}()<>|&;#~`\\") == std::string::npos;
  return plain ? value : "'" + value + "'";
}

// " --thing lamp", from the first example of it; of an object, those of its members.
void AddExamples(const Schema& schema, const std::string& name,
                 std::vector<std::string>& flags) {
  if (schema.type == Schema::Type::kObject) {
    for (const auto& [member, inner] : schema.properties) AddExamples(*inner, member, flags);
    return;
  }
  if (schema.examples.empty()) return;
  std::string flag = " " + FlagOf(name);
  if (schema.type != Schema::Type::kBoolean) flag += " " + ForShell(schema.examples.front());
  flags.push_back(std::move(flag));
}

// Lines made from the examples of the description: the command, and with each of its flags.
std::string Examples(const std::string& words, const Operations& operations) {
  constexpr std::size_t kMost = 4;
  std::string base = "iot-jobs-local";
  std::vector<std::string> flags;
  for (const api_spec::Operation* operation : operations) {
    for (const Member& member : operation->members) {
      if (member.name == kFormat) continue;
      if (words.find("{" + member.name + "}") != std::string::npos) continue;
      AddExamples(*member.schema, member.name, flags);
    }
  }
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    base += ' ';
    if (!word.starts_with('{')) {
      base += word;
      continue;
    }
    const std::string name = word.substr(1, word.size() - 2);
    const auto& members = operations.front()->members;
    const auto member = std::ranges::find(members, name, &Member::name);
    base += member->schema->examples.empty() ? name : member->schema->examples.front();
  }
  std::string lines = base;
  for (std::size_t i = 0; i < std::min(flags.size(), kMost); ++i) {
    lines += "\n" + base + flags[i];
  }
  return lines;
}

// `words` are those of x-command.
void Describe(CLI::App& app, const std::string& words, const Operations& operations,
              Command& given_command) {
  const auto given = std::make_shared<Given>();
  std::set<std::string> added{kFormat};
  for (const api_spec::Operation* operation : operations) {
    for (const Member& member : operation->members) {
      if (!added.insert(member.name).second) continue;
      const bool stands_behind = words.find("{" + member.name + "}") != std::string::npos;
      AddSchema(app, *member.schema, stands_behind ? member.name : FlagOf(member.name),
                member.required, [given, name = member.name](json value) {
                  given->input[name] = std::move(value);
                });
    }
  }
  app.add_option("--endpoint", given->endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  app.add_flag("--json", given->as_json, "Print the answer as JSON");
  app.footer(Examples(words, operations));
  app.callback([&given_command, operations, given] {
    given_command = [operations, given] { return Run(operations, *given); };
  });
}

// The command below `app` that the words lead to, made if it is not there yet.
CLI::App& AtWords(CLI::App& app, const std::string& words, const std::string& summary) {
  CLI::App* at = &app;
  std::istringstream stream(words);
  for (std::string word; stream >> word && !word.starts_with('{');) {
    const auto known = at->get_subcommands(
        [&](const CLI::App* command) { return command->get_name() == word; });
    if (at != &app) at->require_subcommand(1);
    at = known.empty() ? at->add_subcommand(word)->group(kAsks) : known.front();
    std::string told = at->get_description();
    if (!told.empty()) told += " ";
    at->description(told.append(summary));
  }
  return *at;
}

}  // namespace

void AddDescribed(CLI::App& app, Command& given) {
  std::map<std::string, Operations> by_words;
  std::vector<std::string> in_order;
  for (const api_spec::Operation& operation : api_spec::Spec::BuiltIn().operations()) {
    if (operation.command.empty()) continue;
    Operations& operations = by_words[operation.command];
    if (operations.empty()) in_order.push_back(operation.command);
    operations.push_back(&operation);
  }
  for (const std::string& words : in_order) {
    const Operations& operations = by_words[words];
    std::string summary;
    for (const api_spec::Operation* operation : operations) {
      summary += (summary.empty() ? "" : " ") + operation->summary;
    }
    Describe(AtWords(app, words, summary), words, operations, given);
  }
}

}  // namespace server
