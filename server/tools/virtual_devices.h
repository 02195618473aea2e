// Virtual devices of a seed: their things are part of it, and they begin once it is kept.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/tools/tools.h"
#include "virtual_devices/behaviour.h"

namespace tools {

// As one item of a seed. Throws engine::Error.
virtual_devices::FleetPlan PlanOf(const Tools& tools, const nlohmann::json& document);

// The things, their groups, and certificates where they connect over TLS. Throws engine::Error.
void MakeThings(const server::Service::EachOperation& ask, const std::string& directory,
                const virtual_devices::FleetPlan& plan);

// Throws engine::Error where those of a seed would be too many, or are there.
void CheckRoomForFleetsOf(const Tools& tools, const nlohmann::json& seed, bool others_stay);

// Of a seed that is made.
void StartFleetsOf(Tools& tools, const nlohmann::json& seed);

}  // namespace tools
