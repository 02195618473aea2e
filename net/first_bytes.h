// What a connection speaks, by the bytes that it begins with.
#pragma once

#include <string_view>

namespace net {

// No HTTP request begins so.
bool IsTls(std::string_view first_bytes);

}  // namespace net
