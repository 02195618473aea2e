#include "server/tools/explain/explain.h"

#include "server/journal/near_misses.h"
#include "server/journal/refusals.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRefusals = 5;

std::string ExplanationAsText(const json& answer) {
  std::string text;
  for (const json& sentence : answer["explanation"]) text += sentence.get<std::string>() + "\n";
  return text;
}

}  // namespace

Answer ExplainThing(Tools& tools, const json& input) {
  const auto& thing = input["thingName"].get_ref<const std::string&>();
  json answer = tools.service.Ask([&](server::Context& c) {
    return server::ExplainThing(c, tools.journal.last_heard(), thing);
  });
  answer["refusals"] = server::RefusalsOf(tools.journal, thing, kMostRefusals);
  for (const json& refusal : answer["refusals"]) {
    answer["explanation"].push_back("At " + refusal["at"].get<std::string>() + ": " +
                                    refusal["text"].get<std::string>());
  }
  answer["nearMisses"] = server::NearMissesOf(tools.journal, thing, kMostRefusals);
  for (const json& miss : answer["nearMisses"]) {
    answer["explanation"].push_back("Probably a mistake, at " + miss["at"].get<std::string>() +
                                    ": " + miss["text"].get<std::string>());
  }
  return {.value = std::move(answer), .as_text = ExplanationAsText};
}

Answer ExplainJob(Tools& tools, const json& input) {
  return {.value = tools.service.Ask([&](server::Context& c) {
            return server::ExplainJob(c, tools.journal.last_heard(), input["jobId"]);
          }),
          .as_text = ExplanationAsText};
}

}  // namespace tools
