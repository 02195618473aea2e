#include "engine/document.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/json_depth.h"

namespace engine {

namespace {

void CheckPlaceholders(const std::string& document) {
  constexpr std::string_view kOpening = "${aws:iot:";
  const auto start = document.find(kOpening);
  if (start == std::string::npos) return;
  // The string that it stands in may end first.
  const auto end = document.find_first_of("}\"", start);
  if (end == std::string::npos || document[end] == '"') {
    throw Error(ErrorCode::kInvalidRequest,
                "One or more parameters or placeholders are not terminated.");
  }
  const std::string placeholder = document.substr(start, end + 1 - start);
  // AWS: no presignedUrlConfig, no presigned URL.
  if (placeholder.starts_with("${aws:iot:s3-presigned-url")) {
    throw Error(
        ErrorCode::kInvalidRequest,
        "presignedUrlConfig role ARN is required to generate an S3 presigned url in job "
        "document.");
  }
  throw Error(ErrorCode::kNotImplemented, "The placeholder " + placeholder +
                                              " is not emulated yet; see docs/differences.md.");
}

}  // namespace

void CheckDocument(const std::optional<std::string>& document,
                   const std::optional<std::string>& document_source) {
  if (document && document_source) {
    throw Error(ErrorCode::kInvalidRequest,
                "Job document and job document source cannot be specified at the same time.");
  }
  if (!document && !document_source) {
    throw Error(ErrorCode::kInvalidRequest,
                "Neither job document nor job document source is specified.");
  }
  if (document && NestsTooDeeply(*document)) {
    throw Error(ErrorCode::kInvalidRequest, "The job document is nested more than " +
                                                std::to_string(kDeepestJson) + " levels deep.");
  }
  // Ours: AWS does not say how it refuses a document that is not JSON.
  if (document && !nlohmann::json::accept(*document)) {
    throw Error(ErrorCode::kInvalidRequest, "The job document is not valid JSON.");
  }
  if (document) CheckPlaceholders(*document);
}

}  // namespace engine
