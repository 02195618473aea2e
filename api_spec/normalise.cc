#include "api_spec/normalise.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>

namespace api_spec {
namespace {

using Json = nlohmann::json;
using Type = Schema::Type;

std::optional<std::int64_t> WholeNumber(double value) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (!(value >= -kLimit && value < kLimit) || std::trunc(value) != value) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void NormaliseValue(const Schema& schema, Json& value);

// For shapes of either kind: an operation's input and a described object.
template <typename FindSchema>
void NormaliseMembers(Json& object, const FindSchema& find_schema) {
  for (auto member = object.begin(); member != object.end();) {
    const Schema* schema = find_schema(member.key());
    // Ours: null means absent; members that the description does not name are ignored.
    if (schema == nullptr || member->is_null()) {
      member = object.erase(member);
    } else {
      NormaliseValue(*schema, *member);
      ++member;
    }
  }
}

void NormaliseObject(const Schema& schema, Json& object) {
  NormaliseMembers(object, [&](const std::string& key) {
    for (const auto& [name, member] : schema.properties) {
      if (name == key) return member;
    }
    return schema.additional;
  });
}

void NormaliseValue(const Schema& schema, Json& value) {
  if (schema.type == Type::kObject && value.is_object()) {
    NormaliseObject(schema, value);
  } else if (schema.type == Type::kArray && value.is_array() && schema.items != nullptr) {
    for (Json& item : value) NormaliseValue(*schema.items, item);
  } else if (schema.type == Type::kInteger && value.is_number_float()) {
    if (const auto number = WholeNumber(value.get<double>())) value = *number;
  } else if (schema.accepts_numeric_string && value.is_string()) {
    if (const auto number = WholeNumber(value.get_ref<const std::string&>())) value = *number;
  } else if (schema.accepts_number && value.is_number()) {
    value = value.dump();
  }
}

}  // namespace

void Normalise(const Operation& operation, Json& input) {
  NormaliseMembers(input, [&](const std::string& key) -> const Schema* {
    for (const Member& member : operation.members) {
      if (member.name == key) return member.schema;
    }
    return nullptr;
  });
}

}  // namespace api_spec
