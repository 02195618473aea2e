// The groups in which --help shows commands.
#pragma once

namespace server {

inline constexpr const char* kForTests = "Commands for tests";
inline constexpr const char* kAsks = "Commands that ask an emulator that runs";
inline constexpr const char* kOther = "Other commands";

}  // namespace server
