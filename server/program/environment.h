// The environment variables by which SDKs, the AWS CLI and tests find an emulator.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "server/program/config.h"

namespace server {

using Environment = std::map<std::string, std::string>;

// Of an emulator with that ready line.
Environment EnvironmentOf(const nlohmann::ordered_json& ready, const Config& config);

}  // namespace server
