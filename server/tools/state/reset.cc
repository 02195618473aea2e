#include "engine/error.h"
#include "server/tools/state/seed.h"

namespace tools {
namespace {

using nlohmann::json;

std::string ResetAsText(const json& value) {
  return value["to"] == "seed" ? "All is as the seed says.\n" : "Everything is forgotten.\n";
}

}  // namespace

Answer Reset(Tools& tools, const json& input) {
  const bool has_seed = !tools.seed.is_null();
  const std::string to = input.value("to", has_seed ? "seed" : "empty");
  if (to == "empty") {
    tools.service.Reset();
  } else if (has_seed) {
    BeginWith(tools, tools.seed);
  } else {
    engine::RefuseRequest("There is no seed to go back to: start with --seed.");
  }
  return {.value = {{"status", "ok"}, {"to", to}}, .as_text = ResetAsText};
}

Answer ResetAsMoto(Tools& tools, const json& input) {
  return Reset(tools, input);
}

Answer ResetAsMiniStack(Tools& tools, const json& input) {
  Reset(tools, input);
  return {.value = {{"reset", "ok"}}};
}

}  // namespace tools
