// What nearly every file includes, read once for all. Files include what they use all the same:
// clang-tidy and the fuzzers read them without this.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// Half of what compiling a file takes is nlohmann's code, over and over; json.cc has it.
extern template class nlohmann::basic_json<>;
