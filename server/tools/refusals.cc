#include "server/journal/refusals.h"

#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

std::string RefusalsAsText(const json& answer) {
  std::string text;
  for (const json& refusal : answer["refusals"]) {
    text += refusal["at"].get<std::string>() + "  " + refusal["text"].get<std::string>() + "\n";
  }
  return text.empty() ? "Nothing was refused.\n" : text;
}

}  // namespace

Answer ListRefusals(Tools& tools, const json& /*input*/) {
  return {.value = server::Refusals(tools.journal), .as_text = RefusalsAsText};
}

}  // namespace tools
