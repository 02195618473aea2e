// What devices and streams say to each other, in JSON or CBOR, to the byte.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

enum class StreamFormat { kJson, kCbor };

// A request's members that are known, in their types: `b` is in hexadecimal digits, numbers
// beyond 64 bits are the largest. Nothing where they are not: AWS names no member then, nor
// repeats a token.
std::optional<nlohmann::json> ReadStreamRequest(std::string_view payload, StreamFormat format);

// A message with members in this order; bytes are binary values. AWS: maps in CBOR are of
// indefinite length; in JSON bytes are in base 64.
std::string WriteStreamMessage(const nlohmann::ordered_json& message, StreamFormat format);

}  // namespace engine
