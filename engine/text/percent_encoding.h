// Text in URLs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// All but letters, digits and "-._~" as %XX, as AWS signs it; slashes are kept when asked.
std::string UriEncode(std::string_view text, bool keep_slashes);

// A plus sign stands for itself. Nothing where two digits do not follow a percent sign.
std::optional<std::string> UriDecode(std::string_view text);

}  // namespace engine
