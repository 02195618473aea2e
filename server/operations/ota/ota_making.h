// What an OTA update makes: a job, and mostly a stream.
#pragma once

#include "engine/ota/ota_update.h"
#include "server/calls/operation.h"

namespace server {

// Throws InvalidRequest for an input that no update can come of, and NotImplemented for what
// the emulator can't do.
void CheckOtaInput(const Context& c, const nlohmann::json& in);

// Makes the update's job and stream, and puts into it what they are. Throws, and has changed
// nothing, where that can't be.
void MakeOta(Context& c, engine::OtaUpdate& update);

}  // namespace server
