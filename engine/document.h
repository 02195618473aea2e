// Job documents: what a caller may give, and what a device gets.
#pragma once

#include <optional>
#include <string>

namespace engine {

// Throws InvalidRequest unless exactly one is given, and for a document that is not JSON; and
// NotImplemented, naming it, for a placeholder that is not emulated.
void CheckDocument(const std::optional<std::string>& document,
                   const std::optional<std::string>& document_source);

}  // namespace engine
