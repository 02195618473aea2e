// Job documents: what a caller may give.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace engine {

// AWS: in bytes.
inline constexpr std::size_t kLargestDocument = 32768;

// Throws InvalidRequest unless exactly one is given.
void CheckDocumentGiven(const std::optional<std::string>& document,
                        const std::optional<std::string>& document_source);

enum class Packages { kResolved, kNamed };

// Throws InvalidRequest for a document that is too large or not JSON, for a placeholder that is
// wrong, and for one of a presigned URL when there is no role to sign as. Those that CreateJob
// fills in, of packages and signatures, may stand in a document in which they are still named.
void CheckDocument(const std::string& document, bool has_role,
                   Packages packages = Packages::kResolved);

}  // namespace engine
