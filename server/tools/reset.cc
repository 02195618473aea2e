#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

std::string ResetAsText(const json& /*value*/) {
  return "Everything is forgotten.\n";
}

}  // namespace

Answer Reset(Tools& tools, const json& /*input*/) {
  tools.service.Reset();
  return {.value = {{"status", "ok"}}, .as_text = ResetAsText};
}

Answer ResetAsMoto(Tools& tools, const json& input) {
  return Reset(tools, input);
}

}  // namespace tools
