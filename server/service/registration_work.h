// Bulk registrations, a line of their file at a time.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/error.h"
#include "engine/provisioning/registration_task.h"
#include "server/calls/operation.h"

namespace server {

// Where reports are. Nobody writes there but the emulator.
inline constexpr char kReportBucket[] = "iot-thing-registration-reports";

std::string ReportKey(const std::string& task_id, const std::string& type);

// Registers one device; throws engine::Error.
using RegisterOne = std::function<nlohmann::json(nlohmann::json input)>;

// The next line, or the end. What `register_one` throws has to leave no trace: RefuseNextLine
// then keeps why.
void RegisterNextLine(Context& c, const RegisterOne& register_one);
void RefuseNextLine(Context& c, const engine::Error& refusal);

}  // namespace server
