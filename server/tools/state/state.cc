#include <cstdint>

#include "engine/error.h"
#include "engine/text/base64.h"
#include "server/tools/tools.h"

namespace tools {

using nlohmann::json;

// Made from the description as well.
Answer DescribeClock(Tools& tools, const json& input);

namespace {

constexpr std::uint64_t kUsualObjectBytes = std::uint64_t{64} << 20;

}  // namespace

Answer SaveState(Tools& tools, const json& input) {
  return {.file = tools.service.SaveState(input.value("maxObjectBytes", kUsualObjectBytes)),
          .media_type = "application/vnd.sqlite3"};
}

Answer LoadState(Tools& tools, const json& input) {
  const auto bytes = engine::FromBase64(input.value("state", ""));
  if (!bytes || bytes->empty()) {
    engine::RefuseRequest("The body is to be a state, as GET /_emulator/state answers it.");
  }
  tools.service.LoadState(*bytes);
  return DescribeClock(tools, json::object());
}

}  // namespace tools
