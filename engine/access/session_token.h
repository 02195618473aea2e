// The token of temporary credentials, which AWS's presigned URLs have.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// As long as AWS's, and of the same characters; it stands for nothing. The same for the same
// seed.
std::string SessionToken(std::string_view seed);

}  // namespace engine
