// Ranges of IP addresses, as policies name them.
#pragma once

#include <string>

namespace engine {

// "203.0.113.0/24", "2001:db8::/32", or one address alone.
bool IsIpRange(const std::string& text);

// False, too, when either is not what it should be.
bool IsInRange(const std::string& address, const std::string& range);

}  // namespace engine
