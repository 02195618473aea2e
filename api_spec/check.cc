#include "api_spec/check.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "api_spec/normalise.h"
#include "api_spec/pattern.h"
#include "api_spec/value_text.h"
#include "api_spec/violations.h"

namespace api_spec {
namespace {

using Json = nlohmann::json;
using Type = Schema::Type;

enum class Direction { kInput, kOutput };

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

// Ours: AWS's words for a value of the wrong JSON type are not known.
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
          [&] { return "satisfy regular expression pattern: " + schema.pattern->text(); });
  }
  if (const auto& set = schema.enumeration; !set.empty()) {
    visit(std::ranges::find(set, value.get_ref<const std::string&>()) == set.end(), [&] {
      std::string names;
      for (const std::string& name : set) names += (names.empty() ? "" : ", ") + name;
      return "satisfy enum value set: [" + names + "]";
    });
  }
}

bool WithinLimits(const Schema& schema, const Json& value) {
  bool within = true;
  ForEachLimit(schema, value, [&](bool violated, const auto&) { within &= !violated; });
  return within;
}

// "[Member must have length less than or equal to 128, ...]": all limits, violated or not.
std::string AllLimits(const Schema& schema, const Json& value) {
  std::string list;
  ForEachLimit(schema, value, [&](bool, const auto& words) {
    list += (list.empty() ? "Member must " : ", Member must ") + words();
  });
  return "[" + list + "]";
}

class Checker {
 public:
  explicit Checker(Direction direction) : direction_(direction) {}

  // `members` yields (name, schema, required) through the callback it is given.
  template <typename ForEachMember>
  void CheckShape(const Json& object, const std::string& prefix, const ForEachMember& members) {
    std::size_t present = 0;
    members([&](const std::string& name, const Schema& schema, bool required) {
      const auto found = object.find(name);
      if (found != object.end()) {
        ++present;
        CheckValue(schema, *found, prefix + name);
      } else if (required) {
        violations_.AddNull(prefix + name);
      }
    });
    if (direction_ == Direction::kOutput && present != object.size()) {
      ReportUnknown(object, prefix, members);
    }
  }

  void CheckValue(const Schema& schema, const Json& value, const std::string& path) {
    if (!Fits(schema, value, path)) return;
    ForEachLimit(schema, value, [&](bool violated, const auto& words) {
      if (violated) violations_.Add(ValueText(schema, value), path, "Member must " + words());
    });
    if (schema.type == Type::kArray && schema.items != nullptr) {
      CheckItems(*schema.items, schema, value, path);
    } else if (schema.additional != nullptr) {
      CheckMap(schema, value, path);
    } else if (schema.type == Type::kObject) {
      CheckShape(value, path + ".", [&](const auto& visit) {
        for (const auto& [name, member] : schema.properties) {
          const auto& required = schema.required;
          visit(name, *member, std::ranges::find(required, name) != required.end());
        }
      });
    }
  }

  std::string Message() const { return violations_.Message(); }

 private:
  // Whether limits can be looked at: the value is of the described type, and not null.
  bool Fits(const Schema& schema, const Json& value, const std::string& path) {
    if (value.is_null()) {
      if (!schema.nullable) violations_.AddNull(path);
      return false;
    }
    if (HasType(schema, value)) return true;
    violations_.Add(ValueText(schema, value), path, TypeConstraint(schema.type));
    return false;
  }

  static bool IsScalar(const Schema& schema) {
    return schema.type != Type::kObject && schema.type != Type::kArray;
  }

  // AWS: bad scalars of a list make one violation of the list.
  void CheckItems(const Schema& items, const Schema& list, const Json& value,
                  const std::string& path) {
    const Json* bad = nullptr;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Json& item = value[i];
      const std::string item_path = path + "." + std::to_string(i + 1) + ".member";
      if (!IsScalar(items)) {
        CheckValue(items, item, item_path);
      } else if (Fits(items, item, item_path) && !WithinLimits(items, item)) {
        bad = &item;
      }
    }
    if (bad == nullptr) return;
    violations_.Add(ValueText(list, value), path,
                    "Member must satisfy constraint: " + AllLimits(items, *bad));
  }

  // AWS: bad keys and bad values make one violation each, of the map.
  void CheckMap(const Schema& map, const Json& value, const std::string& path) {
    bool bad_key = false;
    const Json* bad_value = nullptr;
    for (const auto& [key, entry] : value.items()) {
      if (map.keys != nullptr) bad_key |= !WithinLimits(*map.keys, key);
      const std::string entry_path = path + "." + key + ".member";
      if (!IsScalar(*map.additional)) {
        CheckValue(*map.additional, entry, entry_path);
      } else if (Fits(*map.additional, entry, entry_path) &&
                 !WithinLimits(*map.additional, entry)) {
        bad_value = &entry;
      }
    }
    if (bad_key) {
      violations_.Add(ValueText(map, value), path,
                      "Map keys must satisfy constraint: " + AllLimits(*map.keys, ""));
    }
    if (bad_value != nullptr) {
      violations_.Add(
          ValueText(map, value), path,
          "Map value must satisfy constraint: " + AllLimits(*map.additional, *bad_value));
    }
  }

  template <typename ForEachMember>
  void ReportUnknown(const Json& object, const std::string& prefix,
                     const ForEachMember& members) {
    for (const auto& [name, value] : object.items()) {
      bool known = false;
      members([&](const std::string& member, const Schema&, bool) { known |= member == name; });
      if (!known) {
        violations_.Add(ValueText({}, value), prefix + name, "Member must be a described one");
      }
    }
  }

  const Direction direction_;
  Violations violations_;
};

// The path of the first refused member below `value`, with what its schema says.
std::string FindRefused(const Schema& schema, const Json& value, const std::string& path) {
  if (!schema.refused.empty()) {
    return path + " is not emulated yet: " + schema.refused + "; see docs/differences.md";
  }
  if (schema.type == Type::kArray && schema.items != nullptr && value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string found =
          FindRefused(*schema.items, value[i], path + "." + std::to_string(i + 1) + ".member");
      if (!found.empty()) return found;
    }
  }
  for (const auto& [name, member] : schema.properties) {
    const auto sent = value.find(name);
    if (sent == value.end()) continue;
    std::string found = FindRefused(*member, *sent, path + "." + name);
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace

std::string CheckInput(const Operation& operation, Json& input) {
  if (!input.is_object()) return "The request must be a JSON object";
  Normalise(operation, input);
  Checker checker(Direction::kInput);
  checker.CheckShape(input, "", [&](const auto& visit) {
    for (const Member& member : operation.members) {
      visit(member.name, *member.schema, member.required);
    }
  });
  return checker.Message();
}

std::string RefusedMember(const Operation& operation, const Json& input) {
  for (const Member& member : operation.members) {
    const auto sent = input.find(member.name);
    if (sent == input.end()) continue;
    std::string found = FindRefused(*member.schema, *sent, member.name);
    if (!found.empty()) return found;
  }
  return {};
}

std::string CheckOutput(const Operation& operation, const Json& output) {
  if (operation.output == nullptr) {
    return output.is_null() || (output.is_object() && output.empty())
               ? ""
               : operation.name + " answers without a body";
  }
  Checker checker(Direction::kOutput);
  checker.CheckValue(*operation.output, output, "output");
  return checker.Message();
}

}  // namespace api_spec
