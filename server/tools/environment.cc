#include <nlohmann/json.hpp>

#include "server/tools/tools.h"

namespace tools {

Answer GetEnvironment(Tools& tools, const nlohmann::json& /*input*/) {
  return {.value = {{"variables", tools.environment}}};
}

}  // namespace tools
