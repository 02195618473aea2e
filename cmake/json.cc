// The code of nlohmann::json, compiled once for all; see precompiled.h.
#include <nlohmann/json.hpp>

template class nlohmann::basic_json<>;
