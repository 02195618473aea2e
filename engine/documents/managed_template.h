// The job templates that AWS offers to everyone, and the documents made from them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

struct DocumentParameter {
  std::string key;
  std::string description;
  std::string example;
  bool optional = false;
  int longest = 0;  // in characters; 0 for any length

  std::string Regex() const;
};

struct ManagedTemplate {
  std::string name;
  std::string description;
  std::vector<DocumentParameter> parameters;
  std::string document;  // with placeholders
};

inline constexpr std::string_view kManagedTemplateVersion = "1.0";

// In the order of their names.
const std::vector<ManagedTemplate>& ManagedTemplates();
// nullptr for an unknown name.
const ManagedTemplate* FindManagedTemplate(std::string_view name);

// The document with the values in place of the template's parameters; what is optional and not
// given becomes empty. Throws InvalidRequest for a value that the template has no parameter
// for, that is too long, or that is missing, and for a document that becomes too long.
std::string FillDocument(const ManagedTemplate& managed, const std::string& document,
                         const nlohmann::json& values);

}  // namespace engine
