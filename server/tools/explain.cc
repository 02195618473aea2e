#include "server/tools/explain.h"

#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

std::string ExplanationAsText(const json& answer) {
  std::string text;
  for (const json& sentence : answer["explanation"]) text += sentence.get<std::string>() + "\n";
  return text;
}

}  // namespace

Answer ExplainThing(Tools& tools, const json& input) {
  return {.value = tools.service.Ask([&](server::Context& c) {
            return server::ExplainThing(c, tools.journal.last_heard(), input["thingName"]);
          }),
          .as_text = ExplanationAsText};
}

Answer ExplainJob(Tools& tools, const json& input) {
  return {.value = tools.service.Ask([&](server::Context& c) {
            return server::ExplainJob(c, tools.journal.last_heard(), input["jobId"]);
          }),
          .as_text = ExplanationAsText};
}

}  // namespace tools
