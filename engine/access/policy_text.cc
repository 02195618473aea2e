#include "engine/access/policy_text.h"

#include <algorithm>
#include <charconv>

namespace engine {

namespace {

// Beyond Unicode, so that no text holds them.
constexpr char32_t kAnyRun = 0x110000;
constexpr char32_t kAnyOne = 0x110001;
constexpr char32_t kStrayByte = 0x110100;

constexpr std::size_t kMostCertificateValues = 5;
constexpr std::size_t kLongestCertificateValue = 1024;
constexpr std::string_view kCertificate = "iot:certificate.";

char Lower(char c) {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsOfCertificate(std::string_view key) {
  return key.starts_with(kCertificate);
}

// The value that takes a variable's place.
std::optional<std::string> Replacement(const PolicyVariables& variables,
                                       std::string_view name) {
  if (name == "*" || name == "?" || name == "$") return std::string(name);
  const std::vector<std::string> values = ValuesOf(variables, name);
  if (values.size() != 1) return std::nullopt;
  // AWS: such values of certificates are not put in.
  if (IsOfCertificate(VariableKey(name)) &&
      (values[0].size() > kLongestCertificateValue ||
       values[0].find_first_of("*?") != std::string::npos)) {
    return std::nullopt;
  }
  return values[0];
}

// Length of the UTF-8 sequence that begins at `at`; 1 for a byte that begins none.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(at) < 0xc2   ? 1
                             : byte(at) < 0xe0 ? 2
                             : byte(at) < 0xf0 ? 3
                             : byte(at) < 0xf5 ? 4
                                               : 1;
  if (at + length > text.size()) return 1;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 1;
  }
  return length;
}

void Append(PolicyPattern& pattern, std::string_view text, Wildcards wildcards) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = SequenceLength(text, at);
    if (wildcards == Wildcards::kMatchOthers && (first == '*' || first == '?')) {
      pattern += first == '*' ? kAnyRun : kAnyOne;
    } else if (length == 1) {
      pattern += static_cast<char32_t>(first < 0x80 ? first : kStrayByte + first);
    } else {
      char32_t character = first & (0xffU >> (length + 1));
      for (std::size_t i = 1; i < length; ++i) {
        character = character << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
      }
      pattern += character;
    }
    at += length;
  }
}

}  // namespace

std::string VariableKey(std::string_view name) {
  std::string key(name);
  std::transform(key.begin(), std::ranges::find(key, '['), key.begin(), Lower);
  return key;
}

std::vector<std::string> ValuesOf(const PolicyVariables& variables, std::string_view name) {
  std::string key = VariableKey(name);
  std::vector<std::string> values;
  if (const auto found = variables.find(key); found != variables.end()) {
    values = found->second;
    if (IsOfCertificate(key) && values.size() > 1) values.resize(1);
    return values;
  }
  const std::size_t dot = key.rfind('.');
  if (!IsOfCertificate(key) || dot == key.npos) return values;
  const auto found = variables.find(std::string_view(key).substr(0, dot));
  if (found == variables.end()) return values;
  values = found->second;
  if (values.size() > kMostCertificateValues) values.resize(kMostCertificateValues);
  const std::string_view which = std::string_view(key).substr(dot + 1);
  if (which == "list") return values;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(which.begin(), which.end(), index);
  if (error != std::errc() || end != which.end() || index >= values.size()) return {};
  return {values[index]};
}

std::optional<PolicyPattern> Expand(std::string_view text, const PolicyVariables* variables,
                                    Wildcards wildcards) {
  PolicyPattern pattern;
  while (variables != nullptr) {
    const std::size_t begin = text.find("${");
    const std::size_t end = begin == text.npos ? begin : text.find('}', begin);
    if (end == text.npos) break;
    const auto value = Replacement(*variables, text.substr(begin + 2, end - begin - 2));
    if (!value) return std::nullopt;
    Append(pattern, text.substr(0, begin), wildcards);
    Append(pattern, *value, Wildcards::kAsWritten);
    text.remove_prefix(end + 1);
  }
  Append(pattern, text, wildcards);
  return pattern;
}

PolicyPattern Plainly(std::string_view text) {
  PolicyPattern pattern;
  Append(pattern, text, Wildcards::kAsWritten);
  return pattern;
}

// On a mismatch only the last run grows: what earlier ones took is enough, if anything is.
bool Matches(const PolicyPattern& pattern, const PolicyPattern& text) {
  std::size_t p = 0, t = 0;
  std::size_t after_run = PolicyPattern::npos, run_end = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == kAnyRun) {
      after_run = ++p;
      run_end = t;
    } else if (p < pattern.size() && (pattern[p] == kAnyOne || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (after_run != PolicyPattern::npos) {
      p = after_run;
      t = ++run_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of(kAnyRun, p) == PolicyPattern::npos;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_variable = text.substr(i).starts_with("${");
    if (text[i] == '*' || text[i] == '?' || begins_variable) {
      escaped.append("${").append(1, text[i]).append("}");
    } else {
      escaped += text[i];
    }
  }
  return escaped;
}

}  // namespace engine
