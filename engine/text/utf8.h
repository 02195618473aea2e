// Text or bytes?
#pragma once

#include <string_view>

namespace engine {

bool IsUtf8(std::string_view text);

}  // namespace engine
