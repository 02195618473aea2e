#include <nlohmann/json.hpp>

#include "server/journal/account.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

constexpr std::size_t kEntriesShown = 100;

std::string JournalAsText(const json& answer) {
  std::string text;
  for (const json& entry : answer["entries"]) {
    text += entry["at"].get<std::string>() + "  " + entry["text"].get<std::string>() + "\n";
  }
  return text.empty() ? "Nothing has happened.\n" : text;
}

}  // namespace

Answer ListJournal(Tools& tools, const json& input) {
  const server::EntryFilter filter = server::FilterIn(input);
  return {.value = {{"entries", server::Account(tools.journal, filter,
                                                input.value("limit", kEntriesShown))},
                    {"next", tools.journal.count()}},
          .as_text = JournalAsText};
}

}  // namespace tools
