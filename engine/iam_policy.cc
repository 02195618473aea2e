#include "engine/iam_policy.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace engine {

namespace {

using nlohmann::json;

[[noreturn]] void Malformed(const std::string& what) {
  throw std::invalid_argument(what);
}

bool SameLetter(char a, char b, bool any_case) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return a == b || (any_case && lower(a) == lower(b));
}

// `*` stands for any text, `?` for any one byte.
bool Matches(std::string_view pattern, std::string_view text, bool any_case) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last one seen, and what it took in so far
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || SameLetter(pattern[p], text[t], any_case))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool AnyMatches(const std::vector<std::string>& patterns, std::string_view text,
                bool any_case) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return Matches(pattern, text, any_case);
  });
}

// A text, or a list of texts.
std::vector<std::string> Texts(const json& value, const std::string& member) {
  std::vector<std::string> texts;
  for (const json& one : value.is_array() ? value : json::array({value})) {
    if (!one.is_string()) Malformed(member + " must be a text or a list of texts");
    texts.push_back(one.get<std::string>());
    if (texts.back().find("${") != std::string::npos) {
      Malformed("policy variables are not emulated: " + texts.back());
    }
  }
  return texts;
}

// The texts of `member` or of "Not" + `member`; exactly one must be there.
std::vector<std::string> Either(const json& statement, const std::string& member,
                                bool& negated) {
  const std::string negative = "Not" + member;
  negated = statement.contains(negative);
  if (negated == statement.contains(member)) {
    Malformed("a statement must have either " + member + " or " + negative);
  }
  const std::string& present = negated ? negative : member;
  return Texts(statement[present], present);
}

}  // namespace

IamPolicy::IamPolicy(const json& document) : text_(document.dump()) {
  if (!document.is_object() || !document.contains("Statement")) {
    Malformed("a policy must be an object with a Statement");
  }
  const json& statements = document["Statement"];
  for (const json& one : statements.is_array() ? statements : json::array({statements})) {
    statements_.push_back(Read(one));
  }
}

IamPolicy::Statement IamPolicy::Read(const json& statement) {
  if (!statement.is_object()) Malformed("a statement must be an object");
  for (const auto& member : statement.items()) {
    constexpr std::string_view kKnown[] = {"Sid",       "Effect",   "Action",
                                           "NotAction", "Resource", "NotResource"};
    if (std::find(std::begin(kKnown), std::end(kKnown), member.key()) == std::end(kKnown)) {
      Malformed(member.key() + " in a statement is not emulated");
    }
  }
  Statement read;
  const json effect = statement.value("Effect", json());
  if (effect != "Allow" && effect != "Deny") Malformed("Effect must be Allow or Deny");
  read.allows = effect == "Allow";
  read.actions = Either(statement, "Action", read.all_but_actions);
  read.resources = Either(statement, "Resource", read.all_but_resources);
  return read;
}

Verdict IamPolicy::Decide(std::string_view action, std::string_view resource) const {
  Verdict verdict = Verdict::kNotAllowed;
  for (const Statement& statement : statements_) {
    // AWS: the case of letters matters in resources, not in actions.
    const bool applies =
        AnyMatches(statement.actions, action, true) != statement.all_but_actions &&
        AnyMatches(statement.resources, resource, false) != statement.all_but_resources;
    if (!applies) continue;
    if (!statement.allows) return Verdict::kDenied;
    verdict = Verdict::kAllowed;
  }
  return verdict;
}

}  // namespace engine
