// A seed: what there is to be, section by section, as api_spec/emulator.openapi.yaml says.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/service/service.h"
#include "server/tools/tools.h"

namespace tools {

// One item of a section. Throws engine::Error.
struct Sowing {
  server::Context& c;
  const server::Service::EachOperation& ask;
  const Tools& tools;
};

// What makes all that the seed says. Throws engine::Error for what is not as described; the
// parts, InvalidRequest that names the place of what is refused: "at 'jobs.1.member'".
std::vector<server::Service::Part> PartsOf(const Tools& tools, nlohmann::json seed);

// Forgets all that there is; instead there is what the seed says, and the clock shows what it
// says. Throws as both, and leaves all as it was then.
void BeginWith(Tools& tools, const nlohmann::json& seed);

// Makes it beside what there is; made from the description as well.
Answer LoadSeed(Tools& tools, const nlohmann::json& input);

// Each in a file of its own.
void SowFile(const Sowing& to, const nlohmann::json& file);
void SowExecution(const Sowing& to, const nlohmann::json& execution);

}  // namespace tools
