// The texts that policies compare with: wildcards and policy variables.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

// What policy variables and condition keys stand for, by VariableKey. Most have one value.
// Those of a certificate's names are without their ".List" or number.
using PolicyVariables = std::map<std::string, std::vector<std::string>, std::less<>>;

// AWS: the case of a name does not matter, but for an attribute's in brackets.
std::string VariableKey(std::string_view name);

// Nothing for a name that stands for nothing. Certificates' names may end in ".List", or in the
// number of one value from 0; AWS: without, they mean the first, and only five count.
std::vector<std::string> ValuesOf(const PolicyVariables& variables, std::string_view name);

// A text with its variables replaced, in which a wildcard is another character than the one it
// is written with.
using PolicyPattern = std::u32string;

enum class Wildcards { kAsWritten, kMatchOthers };

// Nothing when a variable in the text has no value to replace it. No `variables`: there are
// none in the text, whatever it looks like.
std::optional<PolicyPattern> Expand(std::string_view text, const PolicyVariables* variables,
                                    Wildcards wildcards);

// Characters as they are: the pattern that matches the text alone.
PolicyPattern Plainly(std::string_view text);

bool Matches(const PolicyPattern& pattern, const PolicyPattern& text);

// Written as a policy must have it to mean these characters and no others.
std::string Escaped(std::string_view text);

}  // namespace engine
