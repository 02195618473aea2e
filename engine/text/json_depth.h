// How deep JSON may nest. Deeper values would exhaust the stack of whoever copies or writes
// them.
#pragma once

#include <string_view>

namespace engine {

// Ours: AWS names no limit.
inline constexpr int kDeepestJson = 100;

// Looks at brackets only; the text need not be valid JSON.
bool NestsTooDeeply(std::string_view json_text);

// The same for CBOR; true for what is no CBOR as well.
bool CborNestsTooDeeply(std::string_view bytes);

}  // namespace engine
