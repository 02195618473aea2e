// IAM policies: what their statements say to an action on a resource.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/policy_text.h"

namespace engine {

enum class Verdict { kAllowed, kNotAllowed, kDenied };  // kDenied: by a statement that says so

class IamPolicy {
 public:
  // Throws std::invalid_argument, in words for the one who wrote the policy, for a document
  // that is no policy or has what is not emulated (conditions, policy variables).
  explicit IamPolicy(const nlohmann::json& document);

  // One statement that denies outweighs all that allow.
  Verdict Decide(std::string_view action, std::string_view resource) const;

  // The document, as JSON.
  const std::string& text() const { return text_; }

 private:
  struct Statement {
    bool allows = false;
    std::vector<PolicyPattern> actions;
    bool all_but_actions = false;  // NotAction
    std::vector<PolicyPattern> resources;
    bool all_but_resources = false;  // NotResource
  };

  static Statement Read(const nlohmann::json& statement);

  std::string text_;
  std::vector<Statement> statements_;
};

}  // namespace engine
