// AWS's Query protocol: an action and its members in a form, answered in XML.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/message/message.h"
#include "server/http/message/target.h"

namespace http {

struct QueryCall {
  std::string action;  // empty where there is none
  std::string version;
};

// From the query, or from a form in the body.
QueryCall ReadQueryCall(const Request& request, const Target& target);

// {"Account", "123456789012"}, ...: the elements of a result.
using QueryResult = std::vector<std::pair<std::string_view, std::string>>;

Response QueryAnswer(std::string_view name_space, const std::string& action,
                     const QueryResult& result);
Response QueryRefusal(std::string_view name_space, int status, std::string_view code,
                      std::string_view message);
// The same as EC2 says it.
Response Ec2Refusal(int status, std::string_view code, std::string_view message);

}  // namespace http
