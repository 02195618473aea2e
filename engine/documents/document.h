// Job documents: what a caller may give.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace engine {

// AWS: in bytes.
inline constexpr std::size_t kLargestDocument = 32768;

// Throws InvalidRequest for a presignedUrlConfig with a role that no ARN names.
void CheckPresignedUrlConfig(const nlohmann::json& config);

// Throws InvalidRequest unless exactly one is given.
void CheckDocumentGiven(const std::optional<std::string>& document,
                        const std::optional<std::string>& document_source);

// Of the placeholders that CreateJob fills in: those of packages, and signatures.
enum class FilledIn { kAlready, kNotYet };

// Throws InvalidRequest for a document that is too large or not JSON, for a placeholder that is
// wrong, and for one of a presigned URL when there is no role to sign as. One that
// CreateJob fills in may stand in a document to which that has not happened yet.
void CheckDocument(const std::string& document, bool has_role,
                   FilledIn filled_in = FilledIn::kAlready);

}  // namespace engine
