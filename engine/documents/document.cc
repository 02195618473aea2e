#include "engine/documents/document.h"

#include <nlohmann/json.hpp>

#include "engine/documents/placeholder.h"
#include "engine/error.h"
#include "engine/text/json_depth.h"

namespace engine {

namespace {

void CheckPlaceholders(const std::string& document, bool has_role, FilledIn filled_in) {
  using Kind = Placeholder::Kind;
  for (const Placeholder& placeholder : PlaceholdersIn(document)) {
    if (placeholder.IsPresigned() && !has_role) {
      throw Error(
          ErrorCode::kInvalidRequest,
          "presignedUrlConfig role ARN is required to generate an S3 presigned url in job "
          "document.");
    }
    if (placeholder.kind == Kind::kPresignedGet || placeholder.kind == Kind::kPresignedPut) {
      continue;
    }
    if (placeholder.IsFilledOnce()) {
      if (filled_in == FilledIn::kNotYet) continue;
      throw Error(ErrorCode::kInvalidRequest,
                  "The placeholder " + placeholder.text + " cannot be filled in.");
    }
    if (placeholder.kind == Kind::kParameter) {
      throw Error(ErrorCode::kInvalidRequest,
                  "The placeholder " + placeholder.text +
                      " can be used only in a managed job template.");
    }
    throw Error(ErrorCode::kInvalidRequest,
                "The placeholder " + placeholder.text + " is not known.");
  }
}

}  // namespace

void CheckPresignedUrlConfig(const nlohmann::json& config) {
  constexpr std::size_t kShortestRole = 20;
  const auto role = config.find("roleArn");
  if (role == config.end()) return;
  const auto& arn = role->get_ref<const std::string&>();
  if (arn.size() < kShortestRole || !arn.starts_with("arn:")) {
    RefuseRequest("Given role " + arn + " is invalid.");
  }
}

void CheckDocumentGiven(const std::optional<std::string>& document,
                        const std::optional<std::string>& document_source) {
  if (document && document_source) {
    throw Error(ErrorCode::kInvalidRequest,
                "Job document and job document source cannot be specified at the same time.");
  }
  if (!document && !document_source) {
    throw Error(ErrorCode::kInvalidRequest,
                "Neither job document nor job document source is specified.");
  }
}

void CheckDocument(const std::string& document, bool has_role, FilledIn filled_in) {
  if (document.size() > kLargestDocument) {
    throw Error(ErrorCode::kInvalidRequest, "The job document is larger than " +
                                                std::to_string(kLargestDocument) + " bytes.");
  }
  if (NestsTooDeeply(document)) {
    throw Error(ErrorCode::kInvalidRequest, "The job document is nested more than " +
                                                std::to_string(kDeepestJson) + " levels deep.");
  }
  // Ours: the reader would pass over it, and devices' readers would not.
  if (document.starts_with("\xef\xbb\xbf")) {
    throw Error(
        ErrorCode::kInvalidRequest,
        "The job document begins with a byte order mark. Save it as UTF-8 without one.");
  }
  // Ours: AWS does not say how it refuses a document that is not JSON.
  // The reader takes a null byte for the end.
  if (document.find('\0') != document.npos || !nlohmann::json::accept(document)) {
    throw Error(ErrorCode::kInvalidRequest, "The job document is not valid JSON.");
  }
  CheckPlaceholders(document, has_role, filled_in);
}

}  // namespace engine
