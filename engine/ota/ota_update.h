// OTA updates: a job that brings firmware to devices, and the stream that they may fetch it by.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

// AWS has statuses of what is under way as well.
// Ours: all is done at once, so that only an answer ever has one.
enum class OtaStatus { kCreateComplete, kCreateFailed };

std::string_view Name(OtaStatus status);
std::optional<OtaStatus> OtaStatusFrom(std::string_view name);

// What the answer of CreateOTAUpdate says.
inline constexpr std::string_view kOtaCreatePending = "CREATE_PENDING";

struct OtaUpdate {
  std::string id;
  nlohmann::json input;  // of CreateOTAUpdate, as sent
  OtaStatus status = OtaStatus::kCreateComplete;
  std::string error_code, error_message;  // of one that has failed
  std::string job_id;                     // empty: there is none
  std::string stream_id;                  // that devices are told of; empty: there is none
  bool made_stream = false;
  Instant created_at, updated_at;
};

// AWS: of the job and, before a UUID, of the stream that an update makes.
inline constexpr std::string_view kOtaPrefix = "AFR_OTA-";

}  // namespace engine
