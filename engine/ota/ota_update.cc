#include "engine/ota/ota_update.h"

#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<OtaStatus, 2> kOtaStatuses{{
    {OtaStatus::kCreateComplete, "CREATE_COMPLETE"},
    {OtaStatus::kCreateFailed, "CREATE_FAILED"},
}};

}  // namespace

std::string_view Name(OtaStatus status) {
  return NameIn(kOtaStatuses, status);
}

std::optional<OtaStatus> OtaStatusFrom(std::string_view name) {
  return ValueIn(kOtaStatuses, name);
}

}  // namespace engine
