// What the emulator says once it serves: where it listens.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace server {

// How clients on this machine reach a port that is bound there.
std::string Url(const char* scheme, const std::string& bind, int port);

// In that file, if there is to be one. Throws std::runtime_error with a line for the user.
void WriteReadyFile(const std::optional<std::string>& file, const nlohmann::ordered_json& line);
// On stdout as well.
void SayReady(const std::optional<std::string>& file, const nlohmann::ordered_json& line);

}  // namespace server
