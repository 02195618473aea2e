#include "engine/error.h"

#include "engine/wire_names.h"

namespace engine {

namespace {

constexpr WireNames<ErrorCode, 18> kNames{{
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
}};

}  // namespace

std::string_view Name(ErrorCode code) {
  return NameIn(kNames, code);
}

}  // namespace engine
