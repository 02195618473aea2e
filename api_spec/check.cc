#include "api_spec/check.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api_spec/limits.h"
#include "api_spec/normalise.h"
#include "api_spec/value_text.h"
#include "api_spec/violations.h"

namespace api_spec {
namespace {

using Json = nlohmann::json;
using Type = Schema::Type;

std::string MemberPath(const std::string& path, const std::string& name) {
  return path + "." + name;
}

// AWS: of a list's element, counted from 1, or a map's entry.
std::string ElementPath(const std::string& path, const std::string& key) {
  return path + "." + key + ".member";
}

enum class Direction { kInput, kOutput };

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
    for (const std::string& constraint : ViolatedLimits(schema, value)) {
      violations_.Add(ValueText(schema, value), path, constraint);
    }
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
      const std::string item_path = ElementPath(path, std::to_string(i + 1));
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
      const std::string entry_path = ElementPath(path, key);
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
    for (auto sent = object.begin(); sent != object.end(); ++sent) {
      bool known = false;
      members(
          [&](const std::string& name, const Schema&, bool) { known |= name == sent.key(); });
      if (!known) {
        violations_.Add(ValueText({}, *sent), prefix + sent.key(),
                        "Member must be a described one");
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
          FindRefused(*schema.items, value[i], ElementPath(path, std::to_string(i + 1)));
      if (!found.empty()) return found;
    }
  }
  for (const auto& [name, member] : schema.properties) {
    const auto sent = value.find(name);
    if (sent == value.end()) continue;
    std::string found = FindRefused(*member, *sent, MemberPath(path, name));
    if (!found.empty()) return found;
  }
  return {};
}

// The path of the first member below `value` that is not described.
std::string FindUndescribed(const Schema& schema, const Json& value, const std::string& path) {
  if (schema.type == Type::kArray && schema.items != nullptr && value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string found =
          FindUndescribed(*schema.items, value[i], ElementPath(path, std::to_string(i + 1)));
      if (!found.empty()) return found;
    }
  }
  if (schema.properties.empty() || !value.is_object()) return {};
  for (const auto& [name, member] : value.items()) {
    const std::string key = name;
    const auto known = std::ranges::find_if(
        schema.properties, [&](const auto& property) { return property.first == key; });
    if (known == schema.properties.end()) return MemberPath(path, name);
    std::string found = FindUndescribed(*known->second, member, MemberPath(path, name));
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace

std::string UndescribedMember(const Operation& operation, const Json& input) {
  for (const auto& [name, value] : input.items()) {
    const std::string key = name;
    const auto known = std::ranges::find_if(
        operation.members, [&](const Member& member) { return member.name == key; });
    if (known == operation.members.end()) return name;
    std::string found = FindUndescribed(*known->schema, value, name);
    if (!found.empty()) return found;
  }
  return {};
}

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
