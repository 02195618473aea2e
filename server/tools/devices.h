// A device: a thing with its certificate, policy and group, and its files.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "server/tools/tools.h"

namespace tools {

// The thing of a device's name, type and attributes, as DescribeThing has it; and its
// membership of its group, both made where they are not there. Throw engine::Error.
nlohmann::json MakeThing(const server::Service::EachOperation& ask,
                         const nlohmann::json& input);
void JoinGroup(const server::Service::EachOperation& ask, const nlohmann::json& input);

// What CreateDevice does, as part of a change; `directory` is the emulator's own. It answers
// with AWS's members.
nlohmann::json MakeDevice(const server::Service::EachOperation& ask,
                          const std::string& directory, const nlohmann::json& input);

// Registers the certificate that the device's files are for, if there is one: then MakeDevice
// makes no other.
void RestoreCertificate(server::Context& c, const std::string& directory,
                        const std::string& name);

}  // namespace tools
