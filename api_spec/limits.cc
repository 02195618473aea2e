#include "api_spec/limits.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "api_spec/pattern.h"

namespace api_spec {
namespace {

using Json = nlohmann::json;
using Type = Schema::Type;

std::int64_t Characters(const std::string& text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

// AWS: 1.1, but 5 and not 5.0, even for a double.
std::string BoundText(double bound) {
  if (bound == static_cast<double>(static_cast<std::int64_t>(bound))) {
    return std::to_string(static_cast<std::int64_t>(bound));
  }
  return Json(bound).dump();
}

template <typename Optional>
Optional ByType(const Schema& schema, Optional string, Optional array, Optional object) {
  if (schema.type == Type::kString) return string;
  return schema.type == Type::kArray ? array : object;
}

std::int64_t Length(const Json& value) {
  return value.is_string() ? Characters(value.get_ref<const std::string&>())
                           : static_cast<std::int64_t>(value.size());
}

// Calls `visit(violated, words)` for each limit that the schema sets on the value itself;
// `words()` go on from "Member must". AWS: upper limits come first.
template <typename Visit>
void ForEachLimit(const Schema& schema, const Json& value, const Visit& visit) {
  const auto longest =
      ByType(schema, schema.max_length, schema.max_items, schema.max_properties);
  const auto shortest =
      ByType(schema, schema.min_length, schema.min_items, schema.min_properties);
  if (longest) {
    visit(Length(value) > *longest,
          [&] { return "have length less than or equal to " + std::to_string(*longest); });
  }
  if (shortest) {
    visit(Length(value) < *shortest,
          [&] { return "have length greater than or equal to " + std::to_string(*shortest); });
  }
  if (schema.maximum) {
    visit(value.get<double>() > *schema.maximum,
          [&] { return "have value less than or equal to " + BoundText(*schema.maximum); });
  }
  if (schema.minimum) {
    visit(value.get<double>() < *schema.minimum,
          [&] { return "have value greater than or equal to " + BoundText(*schema.minimum); });
  }
  if (schema.pattern) {
    visit(!schema.pattern->Matches(value.get_ref<const std::string&>()),
          [&] { return "satisfy regular expression pattern: " + schema.pattern->Text(); });
  }
  if (const auto& set = schema.enumeration; !set.empty()) {
    visit(std::ranges::find(set, value.get_ref<const std::string&>()) == set.end(), [&] {
      std::string names;
      for (const std::string& name : set) names += (names.empty() ? "" : ", ") + name;
      return "satisfy enum value set: [" + names + "]";
    });
  }
}

}  // namespace

bool HasType(const Schema& schema, const Json& value) {
  switch (schema.type) {
    case Type::kAny:
      return true;
    case Type::kObject:
      return value.is_object();
    case Type::kArray:
      return value.is_array();
    case Type::kString:
      return value.is_string();
    case Type::kBoolean:
      return value.is_boolean();
    case Type::kNumber:
      return value.is_number();
    case Type::kInteger:
      return value.is_number_integer() &&
             (!value.is_number_unsigned() ||
              value.get<std::uint64_t>() <=
                  static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  }
  return false;
}

const char* TypeConstraint(Type type) {
  switch (type) {
    case Type::kObject:
      return "Member must be an object";
    case Type::kArray:
      return "Member must be a list";
    case Type::kString:
      return "Member must be a string";
    case Type::kBoolean:
      return "Member must be true or false";
    case Type::kNumber:
      return "Member must be a number";
    default:
      return "Member must be an integer of at most 64 bits";
  }
}

std::vector<std::string> ViolatedLimits(const Schema& schema, const Json& value) {
  std::vector<std::string> violated_ones;
  ForEachLimit(schema, value, [&](bool violated, const auto& words) {
    if (violated) violated_ones.push_back("Member must " + words());
  });
  return violated_ones;
}

bool WithinLimits(const Schema& schema, const Json& value) {
  bool within = true;
  ForEachLimit(schema, value, [&](bool violated, const auto&) { within &= !violated; });
  return within;
}

std::string AllLimits(const Schema& schema, const Json& value) {
  std::string list;
  ForEachLimit(schema, value, [&](bool, const auto& words) {
    list += (list.empty() ? "Member must " : ", Member must ") + words();
  });
  return "[" + list + "]";
}

}  // namespace api_spec
