// What the emulator says once it serves: where it listens.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace server {

// How clients on this machine reach a port that is bound there.
std::string Url(const char* scheme, const std::string& bind, int port);

// On stdout, and in that file. Throws std::runtime_error with a line for the user.
void SayReady(const std::optional<std::string>& file, const nlohmann::ordered_json& line);

}  // namespace server
