#include "engine/document.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/json_depth.h"

namespace engine {

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
}

}  // namespace engine
