#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

std::string HealthAsText(const json& health) {
  return "The emulator, version " + health["version"].get<std::string>() +
         ", is well; its broker is " + health["broker"].get<std::string>() + ".\n";
}

}  // namespace

// Ours: 200 even while the broker is away, since the emulator is alive and brings it back.
Answer DescribeHealth(Tools& tools, const json& /*input*/) {
  return {.value = {{"status", "ok"},
                    {"version", tools.version},
                    {"broker", tools.broker_connected() ? "connected" : "disconnected"}},
          .as_text = HealthAsText};
}

}  // namespace tools
