// Tells the emulator what was refused to a client, for its log and for those who ask.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

// Throws std::bad_alloc.
void TellRefusal(const std::string& emulator_id, const nlohmann::json& refusal);
