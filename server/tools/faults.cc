#include "server/faults/faults.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "engine/faults/fault_presets.h"
#include "engine/plain_words.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

std::string FaultAsText(const json& fault) {
  std::string text = fault["text"].get<std::string>() + ".\n";
  if (fault.contains("story")) text += fault["story"].get<std::string>() + "\n";
  if (fault.contains("doesNotReach")) {
    text += "It does not reach " + fault["doesNotReach"].get<std::string>() + ".\n";
  }
  return text;
}

std::string FaultsAsText(const json& answer) {
  std::string text;
  for (const json& fault : answer["faults"]) text += fault["text"].get<std::string>() + ".\n";
  return text.empty() ? "No fault is armed.\n" : text;
}

std::string RemovedAsText(const json& answer) {
  const auto count = answer["removed"].get<std::int64_t>();
  return engine::PlainCount(count, "fault") +
         (count == 1 ? " is removed.\n" : " are removed.\n");
}

Answer Removed(std::size_t count) {
  return {.value = {{"removed", count}}, .as_text = RemovedAsText};
}

}  // namespace

Answer ListFaults(Tools& tools, const json& /*input*/) {
  json presets = json::array();
  for (const engine::FaultPreset& preset : engine::FaultPresets()) {
    presets.push_back({{"preset", preset.name}, {"story", preset.story}});
  }
  return {.value = {{"faults", tools.faults.List()}, {"presets", std::move(presets)}},
          .as_text = FaultsAsText};
}

Answer ArmFault(Tools& tools, const json& input) {
  return {.value = tools.faults.Arm(input), .as_text = FaultAsText};
}

Answer RemoveFaults(Tools& tools, const json& /*input*/) {
  return Removed(tools.faults.RemoveAll());
}

Answer RemoveFault(Tools& tools, const json& input) {
  tools.faults.Remove(input.at("faultId").get<std::string>());
  return Removed(1);
}

}  // namespace tools
