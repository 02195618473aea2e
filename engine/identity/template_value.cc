#include "engine/identity/template_value.h"

#include <charconv>
#include <vector>

#include "engine/error.h"

namespace engine {

namespace {

using nlohmann::json;

std::string Parameter(const std::string& name, const TemplateScope& scope) {
  const auto found = scope.parameters.find(name);
  if (found == scope.parameters.end()) {
    RefuseRequest("Missing required template parameter: " + name);
  }
  return found->second;
}

// The arguments of a function that takes a list of that many.
std::vector<json> Arguments(const std::string& function, const json& value, std::size_t count,
                            const TemplateScope& scope) {
  if (!value.is_array() || value.size() != count) {
    RefuseRequest(function + " takes a list of " + std::to_string(count) + " values.");
  }
  std::vector<json> arguments;
  for (const json& one : value) arguments.push_back(Evaluate(one, scope));
  return arguments;
}

std::string TextArgument(const std::string& function, const json& value) {
  if (!value.is_string()) RefuseRequest(function + " takes texts.");
  return value.get<std::string>();
}

json Join(const json& value, const TemplateScope& scope) {
  const auto arguments = Arguments("Fn::Join", value, 2, scope);
  const std::string delimiter = TextArgument("Fn::Join", arguments[0]);
  if (!arguments[1].is_array()) RefuseRequest("Fn::Join takes a delimiter and a list.");
  std::string joined;
  for (std::size_t i = 0; i < arguments[1].size(); ++i) {
    if (i > 0) joined += delimiter;
    joined += TextArgument("Fn::Join", arguments[1][i]);
  }
  return joined;
}

json Select(const json& value, const TemplateScope& scope) {
  const auto arguments = Arguments("Fn::Select", value, 2, scope);
  std::size_t index = 0;
  if (arguments[0].is_number_unsigned()) {
    index = arguments[0].get<std::size_t>();
  } else {
    const std::string text = TextArgument("Fn::Select", arguments[0]);
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (failure != std::errc() || stop != text.data() + text.size()) {
      RefuseRequest("Fn::Select takes an index and a list.");
    }
  }
  if (!arguments[1].is_array() || index >= arguments[1].size() ||
      arguments[1][index].is_null()) {
    RefuseRequest("Fn::Select finds no value at index " + std::to_string(index) + ".");
  }
  return arguments[1][index];
}

json Split(const json& value, const TemplateScope& scope) {
  const auto arguments = Arguments("Fn::Split", value, 2, scope);
  const std::string delimiter = TextArgument("Fn::Split", arguments[0]);
  const std::string text = TextArgument("Fn::Split", arguments[1]);
  if (delimiter.empty()) return json::array({text});
  json pieces = json::array();
  std::size_t start = 0;
  for (auto at = text.find(delimiter); at != std::string::npos;
       at = text.find(delimiter, start)) {
    pieces.push_back(text.substr(start, at - start));
    start = at + delimiter.size();
  }
  pieces.push_back(text.substr(start));
  return pieces;
}

// "${Name}" becomes a variable of the function's own or a parameter; "${!Name}" stays, as
// "${Name}".
json Sub(const json& value, const TemplateScope& scope) {
  TemplateScope inner = scope;
  json text = value;
  if (value.is_array()) {
    const auto arguments = Arguments("Fn::Sub", value, 2, scope);
    text = arguments[0];
    if (!arguments[1].is_object()) RefuseRequest("Fn::Sub takes a text and variables.");
    for (const auto& [name, variable] : arguments[1].items()) {
      inner.parameters[name] = TextArgument("Fn::Sub", variable);
    }
  }
  const std::string from = TextArgument("Fn::Sub", text);
  std::string result;
  std::size_t start = 0;
  for (auto at = from.find("${"); at != std::string::npos; at = from.find("${", start)) {
    const auto end = from.find('}', at);
    if (end == std::string::npos)
      RefuseRequest("Fn::Sub has a variable that is not terminated.");
    const std::string name = from.substr(at + 2, end - at - 2);
    result += from.substr(start, at - start);
    result += name.starts_with('!') ? "${" + name.substr(1) + "}" : Parameter(name, inner);
    start = end + 1;
  }
  return result + from.substr(start);
}

json FindInMap(const json& value, const TemplateScope& scope) {
  const json* found = &scope.mappings;
  for (const json& key : Arguments("Fn::FindInMap", value, 3, scope)) {
    const std::string name = TextArgument("Fn::FindInMap", key);
    if (!found->is_object() || !found->contains(name)) {
      RefuseRequest("Fn::FindInMap finds no " + name + " in Mappings.");
    }
    found = &(*found)[name];
  }
  return *found;
}

}  // namespace

json Evaluate(const json& value, const TemplateScope& scope) {
  if (value.is_array()) {
    json list = json::array();
    for (const json& one : value) list.push_back(Evaluate(one, scope));
    return list;
  }
  if (!value.is_object()) return value;
  if (value.size() == 1) {
    const auto only = value.begin();
    const std::string& function = only.key();
    const json& arguments = only.value();
    if (function == "Ref") return Parameter(TextArgument("Ref", arguments), scope);
    if (function == "Fn::Join") return Join(arguments, scope);
    if (function == "Fn::Select") return Select(arguments, scope);
    if (function == "Fn::Split") return Split(arguments, scope);
    if (function == "Fn::Sub") return Sub(arguments, scope);
    if (function == "Fn::FindInMap") return FindInMap(arguments, scope);
    if (function.starts_with("Fn::"))
      RefuseRequest("Unknown intrinsic function " + function + ".");
  }
  json object = json::object();
  for (const auto& [name, one] : value.items()) object[name] = Evaluate(one, scope);
  return object;
}

std::string EvaluateText(const json& value, const TemplateScope& scope,
                         const std::string& what) {
  json text = Evaluate(value, scope);
  if (!text.is_string()) RefuseRequest(what + " in a provisioning template must be a text.");
  return text.get<std::string>();
}

}  // namespace engine
