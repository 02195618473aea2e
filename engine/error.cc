#include "engine/error.h"

#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<ErrorCode, 36> kNames{{
    {ErrorCode::kInvalidRequest, "InvalidRequest"},
    {ErrorCode::kInvalidQuery, "InvalidQuery"},
    {ErrorCode::kInvalidStateTransition, "InvalidStateTransition"},
    {ErrorCode::kVersionConflict, "VersionConflict"},
    {ErrorCode::kResourceNotFound, "ResourceNotFound"},
    {ErrorCode::kResourceAlreadyExists, "ResourceAlreadyExists"},
    {ErrorCode::kConflict, "Conflict"},
    {ErrorCode::kMalformedPolicy, "MalformedPolicy"},
    {ErrorCode::kCertificateValidation, "CertificateValidation"},
    {ErrorCode::kCertificateState, "CertificateState"},
    {ErrorCode::kDeleteConflict, "DeleteConflict"},
    {ErrorCode::kVersionsLimitExceeded, "VersionsLimitExceeded"},
    {ErrorCode::kLimitExceeded, "LimitExceeded"},
    {ErrorCode::kTerminalState, "TerminalState"},
    {ErrorCode::kThrottling, "Throttling"},
    {ErrorCode::kServiceUnavailable, "ServiceUnavailable"},
    {ErrorCode::kInternalFailure, "InternalFailure"},
    {ErrorCode::kNotImplemented, "NotImplemented"},
    {ErrorCode::kCertificateConflict, "CertificateConflict"},
    {ErrorCode::kConflictingResourceUpdate, "ConflictingResourceUpdate"},
    {ErrorCode::kRegistrationCodeValidation, "RegistrationCodeValidation"},
    {ErrorCode::kResourceRegistrationFailure, "ResourceRegistrationFailure"},
    {ErrorCode::kInvalidCertificateOwnershipToken, "InvalidCertificateOwnershipToken"},
    {ErrorCode::kInvalidCertificateSigningRequest, "InvalidCertificateSigningRequest"},
    {ErrorCode::kBlockSizeOutOfBounds, "BlockSizeOutOfBounds"},
    {ErrorCode::kOffsetOutOfBounds, "OffsetOutOfBounds"},
    {ErrorCode::kBlockCountLimitExceeded, "BlockCountLimitExceeded"},
    {ErrorCode::kBlockBitmapLimitExceeded, "BlockBitmapLimitExceeded"},
    {ErrorCode::kETagMismatch, "ETagMismatch"},
    {ErrorCode::kMissingAuthenticationToken, "MissingAuthenticationToken"},
    {ErrorCode::kIncompleteSignature, "IncompleteSignature"},
    {ErrorCode::kInvalidSignature, "InvalidSignature"},
    {ErrorCode::kUnrecognizedClient, "UnrecognizedClient"},
    {ErrorCode::kExpiredToken, "ExpiredToken"},
    {ErrorCode::kAccessDenied, "AccessDenied"},
    {ErrorCode::kForbidden, "Forbidden"},
}};

}  // namespace

std::string_view Name(ErrorCode code) {
  return NameIn(kNames, code);
}

std::optional<ErrorCode> ParseErrorCode(std::string_view name) {
  return ValueIn(kNames, name);
}

void RefuseRequest(const std::string& message) {
  throw Error(ErrorCode::kInvalidRequest, message);
}

}  // namespace engine
