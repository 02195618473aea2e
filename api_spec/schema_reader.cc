#include "api_spec/schema_reader.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "api_spec/pattern.h"

namespace api_spec {

namespace {

using OrderedJson = nlohmann::ordered_json;
using Type = Schema::Type;

std::string Below(const std::string& where, const std::string& word) {
  return where + "/" + word;
}

}  // namespace

SchemaReader::SchemaReader(std::string name, const OrderedJson& document,
                           std::vector<std::unique_ptr<Schema>>& schemas)
    : name_(std::move(name)), document_(document), schemas_(schemas) {}

void SchemaReader::Fail(const std::string& where, const std::string& what) const {
  throw std::runtime_error(name_ + where + ": " + what);
}

const OrderedJson& SchemaReader::At(const OrderedJson& node, std::string_view member,
                                    const std::string& where) const {
  const auto found = node.find(std::string(member));
  if (found == node.end()) Fail(where, "'" + std::string(member) + "' is missing");
  return *found;
}

void SchemaReader::OnlyWords(const OrderedJson& node,
                             std::initializer_list<std::string_view> words,
                             const std::string& where) const {
  for (const auto& [word, value] : node.items()) {
    if (std::ranges::find(words, word) == words.end()) Fail(Below(where, word), "unknown word");
  }
}

const OrderedJson& SchemaReader::Resolve(const OrderedJson& node, std::string& where) const {
  const auto found = node.find("$ref");
  if (found == node.end()) return node;
  const std::string& reference = found->get_ref<const std::string&>();
  if (!reference.starts_with("#/")) Fail(where, "$ref leaves the file: " + reference);
  const OrderedJson::json_pointer pointer(reference.substr(1));
  if (!document_.contains(pointer)) Fail(where, "$ref names nothing: " + reference);
  where = reference.substr(1);
  return document_.at(pointer);
}

const Schema* SchemaReader::Read(const OrderedJson& node, const std::string& where) {
  if (!node.is_object()) Fail(where, "a schema must be an object");
  if (!node.contains("$ref")) return ReadInPlace(node, where);
  std::string target_where = where;
  const OrderedJson& target = Resolve(node, target_where);
  const bool alone = node.size() == 1;
  if (alone) {
    const auto known = by_reference_.find(target_where);
    if (known != by_reference_.end()) {
      if (known->second == nullptr) Fail(where, "$ref leads back to itself");
      return known->second;
    }
    by_reference_[target_where] = nullptr;
    Schema* schema = ReadFresh(target, target_where);
    schema->name = target_where.substr(target_where.rfind('/') + 1);
    return by_reference_[target_where] = schema;
  }
  OrderedJson merged = target;
  for (const auto& [word, value] : node.items()) {
    if (word != "$ref") merged[word] = value;
  }
  return ReadFresh(merged, where);
}

// What holds no other schema is said again and again: one Schema stands for all that are alike.
const Schema* SchemaReader::ReadInPlace(const OrderedJson& node, const std::string& where) {
  const bool leaf =
      std::ranges::none_of(node, [](const OrderedJson& value) { return value.is_object(); });
  if (!leaf) return ReadFresh(node, where);
  const Schema*& known = by_text_[node.dump()];
  if (known == nullptr) known = ReadFresh(node, where);
  return known;
}

Schema* SchemaReader::ReadFresh(const OrderedJson& node, const std::string& where) {
  if (where.size() > 1000) Fail(where.substr(0, 100), "the description goes round in circles");
  auto schema = std::make_unique<Schema>();
  for (const auto& [word, value] : node.items()) {
    try {
      ReadWord(*schema, word, value, Below(where, word));
    } catch (const nlohmann::json::exception&) {
      Fail(where, "'" + word + "' has a value of the wrong type");
    }
  }
  if (!schema->input_of.empty()) AddInput(*schema, where);
  CheckTogether(*schema, where);
  for (const std::string& member : schema->required) {
    const bool named = std::ranges::any_of(
        schema->properties, [&](const auto& property) { return property.first == member; });
    if (!named) Fail(where, "required '" + member + "' is not among the properties");
  }
  schemas_.push_back(std::move(schema));
  return schemas_.back().get();
}

// A member that the schema has itself stands for the operation's, and is required as it says.
void SchemaReader::AddInput(Schema& schema, const std::string& where) const {
  if (operations_ == nullptr) Fail(where, "x-input-of is for documents that follow others");
  const auto found = std::ranges::find(*operations_, schema.input_of, &Operation::name);
  if (found == operations_->end()) Fail(where, "no operation " + schema.input_of);
  for (const Member& member : found->members) {
    const bool own = std::ranges::any_of(
        schema.properties, [&](const auto& property) { return property.first == member.name; });
    if (own) continue;
    schema.properties.emplace_back(member.name, member.schema);
    if (member.required) schema.required.push_back(member.name);
  }
}

// Limits that the type can't have would fail at a request, not here.
void SchemaReader::CheckTogether(const Schema& schema, const std::string& where) const {
  const auto only_for = [&](bool present, bool fits, const std::string& words) {
    if (present && !fits) Fail(where, words + " does not go with this type");
  };
  const bool text = schema.type == Type::kString;
  const bool whole = schema.type == Type::kInteger;
  const bool list = schema.type == Type::kArray;
  const bool object = schema.type == Type::kObject;
  only_for(schema.min_length || schema.max_length || schema.pattern, text, "length or pattern");
  only_for(!schema.enumeration.empty() || schema.accepts_number, text, "enum or number");
  only_for(schema.minimum || schema.maximum, whole || schema.type == Type::kNumber, "minimum");
  only_for(schema.accepts_numeric_string, whole, "numeric-string");
  only_for(schema.min_items || schema.max_items || schema.items, list, "items");
  only_for(!schema.properties.empty() || schema.additional, object, "properties");
  only_for(schema.min_properties || schema.max_properties || schema.keys,
           object && schema.additional, "propertyNames or their number");
  only_for(schema.additional, schema.properties.empty(), "additionalProperties");
}

void SchemaReader::ReadWord(Schema& schema, const std::string& word, const OrderedJson& value,
                            const std::string& where) {
  if (word == "type") {
    ReadType(schema, value, where);
  } else if (word == "properties") {
    for (const auto& [member, node] : value.items()) {
      schema.properties.emplace_back(member, Read(node, Below(where, member)));
    }
  } else if (word == "required") {
    schema.required = value.get<std::vector<std::string>>();
  } else if (word == "additionalProperties") {
    schema.additional = Read(value, where);
  } else if (word == "propertyNames") {
    schema.keys = Read(value, where);
  } else if (word == "items") {
    schema.items = Read(value, where);
  } else if (word == "minLength") {
    schema.min_length = value.get<std::int64_t>();
  } else if (word == "maxLength") {
    schema.max_length = value.get<std::int64_t>();
  } else if (word == "minItems") {
    schema.min_items = value.get<std::int64_t>();
  } else if (word == "maxItems") {
    schema.max_items = value.get<std::int64_t>();
  } else if (word == "minProperties") {
    schema.min_properties = value.get<std::int64_t>();
  } else if (word == "maxProperties") {
    schema.max_properties = value.get<std::int64_t>();
  } else if (word == "minimum") {
    schema.minimum = value.get<double>();
  } else if (word == "maximum") {
    schema.maximum = value.get<double>();
  } else if (word == "enum") {
    schema.enumeration = value.get<std::vector<std::string>>();
  } else if (word == "pattern") {
    schema.pattern = Shared(value.get<std::string>());
  } else if (word == "description") {
    schema.description = value.get<std::string>();
  } else if (word == "examples") {
    for (const auto& example : value) {
      schema.examples.push_back(example.is_string() ? example.get<std::string>()
                                                    : example.dump());
    }
  } else if (word == "x-input-of") {
    schema.input_of = value.get<std::string>();
  } else if (word == "x-refused") {
    schema.refused = value.get<std::string>();
  } else if (word == "x-also-accepts") {
    for (const auto& form : value.get<std::vector<std::string>>()) {
      if (form == "number") {
        schema.accepts_number = true;
      } else if (form == "numeric-string") {
        schema.accepts_numeric_string = true;
      } else {
        Fail(where, "unknown form '" + form + "'");
      }
    }
  } else {
    Fail(where, "unknown schema word");
  }
}

void SchemaReader::ReadType(Schema& schema, const OrderedJson& value,
                            const std::string& where) {
  static const std::map<std::string, Type> kTypes{
      {"object", Type::kObject},   {"array", Type::kArray},   {"string", Type::kString},
      {"integer", Type::kInteger}, {"number", Type::kNumber}, {"boolean", Type::kBoolean},
  };
  if (value.is_array()) {
    if (value.size() != 2 || value[1] != "null") Fail(where, "only [type, 'null'] is known");
    schema.nullable = true;
    return ReadType(schema, value[0], where);
  }
  const auto found = kTypes.find(value.get<std::string>());
  if (found == kTypes.end()) Fail(where, "unknown type");
  schema.type = found->second;
}

std::shared_ptr<const Pattern> SchemaReader::Shared(const std::string& text) {
  std::shared_ptr<const Pattern>& pattern = patterns_[text];
  if (!pattern) pattern = std::make_shared<const Pattern>(text);
  return pattern;
}

}  // namespace api_spec
