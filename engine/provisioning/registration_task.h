// Bulk registration: a template, and a file with a line of parameters for each device.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

enum class RegistrationStatus { kInProgress, kCompleted, kFailed, kCancelling, kCancelled };

std::string_view Name(RegistrationStatus status);
RegistrationStatus RegistrationStatusFrom(std::string_view name);

struct RegistrationTask {
  std::string id;
  std::string template_body;
  std::string bucket, key;  // of the file
  std::string role_arn;
  RegistrationStatus status = RegistrationStatus::kInProgress;
  std::string message;  // why it has failed
  std::int64_t succeeded = 0, failed = 0;
  std::int64_t lines = 0;     // that are done
  std::int64_t position = 0;  // the bytes of these
  std::int64_t size = 0;      // of the file
  std::string etag;           // of the file as it was begun; empty: nobody has looked yet
  Instant created_at, updated_at;
};

int PercentDone(const RegistrationTask& task);

// The members of RegisterThing for a line. Throws Error (InvalidRequest) for what is no JSON
// object.
nlohmann::json RegistrationIn(const RegistrationTask& task, std::string_view line);

// Lines of the reports, for the line that is next.
std::string ResultLine(const RegistrationTask& task, const nlohmann::json& registered);
std::string ErrorLine(const RegistrationTask& task, std::string_view code,
                      const std::string& message);

}  // namespace engine
