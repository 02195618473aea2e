// The refusals that a client may see.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace engine {

// Named as AWS names its errors, less "Exception". HTTP status and the name on each plane are
// in api_spec (x-error-forms), since AWS's planes differ.
enum class ErrorCode {
  kInvalidRequest,
  kInvalidQuery,
  kInvalidStateTransition,
  kVersionConflict,
  kResourceNotFound,
  kResourceAlreadyExists,
  kConflict,
  kMalformedPolicy,
  kCertificateValidation,
  kCertificateState,
  kDeleteConflict,
  kVersionsLimitExceeded,
  kLimitExceeded,
  kTerminalState,
  kThrottling,
  kServiceUnavailable,
  kInternalFailure,
  kNotImplemented,
  kCertificateConflict,
  kConflictingResourceUpdate,
  kRegistrationCodeValidation,
  kResourceRegistrationFailure,
  kInvalidCertificateOwnershipToken,  // over MQTT only
  kInvalidCertificateSigningRequest,  // over MQTT only
  // Of a stream's blocks, over MQTT only.
  kBlockSizeOutOfBounds,
  kOffsetOutOfBounds,
  kBlockCountLimitExceeded,
  kBlockBitmapLimitExceeded,
  kETagMismatch,
  // Who asks, and what they may do.
  kMissingAuthenticationToken,
  kIncompleteSignature,
  kInvalidSignature,
  kUnrecognizedClient,
  kExpiredToken,
  kAccessDenied,
  kForbidden,
};

// "InvalidRequest" for kInvalidRequest.
std::string_view Name(ErrorCode code);
std::optional<ErrorCode> ParseErrorCode(std::string_view name);

// A refusal that the client is meant to see. Anything else that is thrown is our fault.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode error_code, const std::string& text,
        nlohmann::json error_detail = nlohmann::json::object())
      : std::runtime_error(text),
        code(error_code),
        message(text),
        detail(std::move(error_detail)) {}

  const ErrorCode code;
  const std::string message;  // whole, where what() ends at a NUL that a client sent
  // Members that the answer carries beside the message: resourceId and resourceArn, or
  // executionState (MQTT only).
  const nlohmann::json detail;
};

// Throws kInvalidRequest.
[[noreturn]] void RefuseRequest(const std::string& message);

}  // namespace engine
