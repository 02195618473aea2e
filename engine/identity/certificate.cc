#include "engine/identity/certificate.h"

#include "engine/error.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<CertificateStatus, 6> kNames{{
    {CertificateStatus::kActive, "ACTIVE"},
    {CertificateStatus::kInactive, "INACTIVE"},
    {CertificateStatus::kRevoked, "REVOKED"},
    {CertificateStatus::kPendingTransfer, "PENDING_TRANSFER"},
    {CertificateStatus::kRegisterInactive, "REGISTER_INACTIVE"},
    {CertificateStatus::kPendingActivation, "PENDING_ACTIVATION"},
}};

}  // namespace

std::string_view Name(CertificateStatus status) {
  return NameIn(kNames, status);
}

CertificateStatus CertificateStatusFrom(std::string_view name) {
  return ValueIn(kNames, name).value();
}

bool Admits(const Certificate& certificate, Instant now) {
  return certificate.status == CertificateStatus::kActive && certificate.not_before <= now &&
         now < certificate.not_after;
}

Certificate WithStatus(Certificate certificate, CertificateStatus status, Instant now) {
  if (status == CertificateStatus::kPendingTransfer ||
      status == CertificateStatus::kPendingActivation ||
      status == CertificateStatus::kRegisterInactive) {
    throw Error(ErrorCode::kInvalidRequest,
                "A certificate cannot be set to " + std::string(Name(status)) + ".");
  }
  certificate.status = status;
  certificate.updated_at = now;
  ++certificate.version;
  return certificate;
}

void CheckMayBeDeleted(const Certificate& certificate, const std::string& arn, bool has_things,
                       bool has_policies, bool force) {
  if (certificate.status == CertificateStatus::kActive) {
    throw Error(
        ErrorCode::kCertificateState,
        "Certificate must be deactivated (not ACTIVE) before deletion. Id: " + certificate.id);
  }
  if (has_things) {
    throw Error(ErrorCode::kDeleteConflict,
                "Things must be detached before deletion (arn: " + arn + ")");
  }
  if (has_policies && !force) {
    throw Error(ErrorCode::kDeleteConflict,
                "Certificate policies must be detached before deletion (arn: " + arn + ")");
  }
}

}  // namespace engine
