// AWS's REST-JSON: requests to operation inputs, outputs and errors to responses.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "engine/error.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"
#include "server/http/router.h"

namespace http {

// The JSON object that a body holds; an empty body is {}. Throws engine::Error (InvalidRequest)
// for anything else, and for nesting beyond 100 levels.
nlohmann::json ParseObject(std::string_view body);

// Path, query, headers and body as one flat object of the operation's members. Query text
// becomes a number or a boolean where the description says so; text that is neither is left for
// the check to report. A body member never stands in for one that belongs elsewhere.
nlohmann::json ReadInput(const Match& match, const Target& target, const Request& request);

// Ours: AWS passes over what it does not know; our own API refuses by name a member that is not
// described, stands elsewhere than described, or is null.
void RefuseUndescribed(const Match& match, const Target& target, const Request& request);

// A UUID that an answer, and the log's line on it, carry.
std::string NewRequestId();

// A response that has everything that every answer has: a request id, a content type.
Response Answer(int status, std::string body, std::string request_id = NewRequestId());
Response Success(const api_spec::Operation& operation, const nlohmann::json& output,
                 std::string request_id = NewRequestId());
Response Failure(const api_spec::ErrorForm& form, api_spec::Plane plane,
                 const engine::Error& error, std::string request_id = NewRequestId());
// An error that no operation knows: `name` with "Exception".
Response Refusal(int status, const std::string& name, const std::string& message);

}  // namespace http
