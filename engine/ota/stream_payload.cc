#include "engine/ota/stream_payload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

#include "engine/text/base64.h"
#include "engine/text/hex.h"
#include "engine/text/json_depth.h"

namespace engine {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array kNumbers{"s", "f", "l", "o", "n"};
// CBOR's "any number of pairs or elements, until kBreak".
constexpr char kMap = '\xbf', kArray = '\x9f', kBreak = '\xff';

// Discarded when it is not in the format, or nests too deeply.
json Parsed(std::string_view payload, StreamFormat format) {
  // Ours: no payload means {}, as it does elsewhere.
  if (payload.empty()) return json::object();
  const bool is_cbor = format == StreamFormat::kCbor;
  if (is_cbor ? CborNestsTooDeeply(payload) : NestsTooDeeply(payload)) {
    return json(json::value_t::discarded);
  }
  return is_cbor ? json::from_cbor(payload, true, false) : json::parse(payload, nullptr, false);
}

std::optional<std::int64_t> NumberIn(const json& value, StreamFormat format) {
  if (value.is_number_unsigned()) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(value.get<std::uint64_t>(), kMost));
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  // AWS: in JSON, digits do as well.
  if (format == StreamFormat::kCbor || !value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

std::optional<std::string> BitmapIn(const json& value, StreamFormat format) {
  if (format == StreamFormat::kCbor) {
    if (!value.is_binary()) return std::nullopt;
    return Hex(std::span<const unsigned char>(value.get_binary()));
  }
  if (!value.is_string()) return std::nullopt;
  std::string_view digits = value.get_ref<const std::string&>();
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  if (!FromHex(digits)) return std::nullopt;
  return std::string(digits);
}

void WriteCbor(const ordered_json& value, std::string& text) {
  if (!value.is_structured()) {
    nlohmann::detail::output_adapter<char> out(text);
    return ordered_json::to_cbor(value, out);
  }
  text += value.is_object() ? kMap : kArray;
  for (const auto& [name, part] : value.items()) {
    if (value.is_object()) WriteCbor(name, text);
    WriteCbor(part, text);
  }
  text += kBreak;
}

}  // namespace

std::optional<json> ReadStreamRequest(std::string_view payload, StreamFormat format) {
  const json sent = Parsed(payload, format);
  if (!sent.is_object()) return std::nullopt;
  const auto find = [&](const char* name) -> const json* {
    const auto found = sent.find(name);
    return found == sent.end() || found->is_null() ? nullptr : &*found;
  };
  json members = json::object();
  for (const char* name : kNumbers) {
    const json* const value = find(name);
    if (value == nullptr) continue;
    const auto number = NumberIn(*value, format);
    if (!number) return std::nullopt;
    members[name] = *number;
  }
  if (const json* const bitmap = find("b")) {
    auto digits = BitmapIn(*bitmap, format);
    if (!digits) return std::nullopt;
    members["b"] = *std::move(digits);
  }
  if (const json* const token = find("c")) {
    if (!token->is_string()) return std::nullopt;
    members["c"] = *token;
  }
  return members;
}

std::string WriteStreamMessage(const ordered_json& message, StreamFormat format) {
  std::string text;
  if (format == StreamFormat::kCbor) {
    WriteCbor(message, text);
    return text;
  }
  ordered_json written = message;
  for (auto& [name, value] : written.items()) {
    if (!value.is_binary()) continue;
    const auto& bytes = value.get_binary();
    value = Base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  // A message may quote what a device sent.
  return written.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace engine
