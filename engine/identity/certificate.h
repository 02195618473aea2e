// A device's certificate as it is registered, and what its status allows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

enum class CertificateStatus {
  kActive,
  kInactive,
  kRevoked,
  kPendingTransfer,
  kRegisterInactive,
  kPendingActivation,
};

std::string_view Name(CertificateStatus status);
// Throws std::bad_optional_access for text that names none.
CertificateStatus CertificateStatusFrom(std::string_view name);

struct Certificate {
  std::string id;
  std::string pem;
  CertificateStatus status = CertificateStatus::kInactive;
  // AWS: SNI_ONLY for one registered without its CA, else DEFAULT.
  bool sni_only = false;
  std::int64_t version = 1;
  Instant created_at, updated_at;
  Instant not_before, not_after;
};

// Whether a device may connect with it. Ours: at the instant of its end it is no longer valid.
bool Admits(const Certificate& certificate, Instant now);

// Throws InvalidRequest for a status that only a transfer or AWS itself sets.
Certificate WithStatus(Certificate certificate, CertificateStatus status, Instant now);

// Throws CertificateState or DeleteConflict. Forced, a certificate goes with its policies.
void CheckMayBeDeleted(const Certificate& certificate, const std::string& arn, bool has_things,
                       bool has_policies, bool force);

}  // namespace engine
