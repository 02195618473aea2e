// A JSON value against the description: every violation at once, worded as AWS words it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "api_spec/spec.h"

namespace api_spec {

// Checks `input` (a flat object of the operation's members) and turns the forms that
// x-also-accepts allows into the described type. Members that the description does not name are
// dropped (Ours: AWS ignores them). Returns an empty text, or AWS's message:
// "2 validation errors detected: Value '0' at 'maxResults' failed to satisfy constraint: Member
// must have value greater than or equal to 1; Value null at 'targets' failed to satisfy
// constraint: Member must not be null".
std::string CheckInput(const Operation& operation, nlohmann::json& input);

// The first member of an input, or of what is in it, that the description does not name, as
// violations show its place: "things.1.member.colour". Empty: there is none.
std::string UndescribedMember(const Operation& operation, const nlohmann::json& input);

// Empty, or a sentence that names the first member of an input (one that CheckInput passed)
// whose behaviour is not emulated yet.
std::string RefusedMember(const Operation& operation, const nlohmann::json& input);

// For tests and --check-answers: empty, or what is wrong with an answer. Stricter than for
// inputs: a member that the description does not name is an error.
std::string CheckOutput(const Operation& operation, const nlohmann::json& output);

}  // namespace api_spec
