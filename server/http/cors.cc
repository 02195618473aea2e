#include "server/http/cors.h"

namespace http {

Response Preflight(const Request& request) {
  Response response;
  response.status = 204;
  AllowOrigins(response);
  response.headers.emplace_back("Access-Control-Allow-Methods",
                                "GET, PUT, POST, PATCH, DELETE");
  // Echoed, since "*" does not cover Authorization.
  const std::string_view asked = request.Header("access-control-request-headers");
  response.headers.emplace_back(
      "Access-Control-Allow-Headers",
      asked.empty() ? "authorization, content-type, x-amz-content-sha256, x-amz-date, "
                      "x-amz-security-token, x-amz-user-agent, x-amzn-principal, "
                      "amz-sdk-invocation-id, amz-sdk-request"
                    : asked);
  response.headers.emplace_back("Access-Control-Max-Age", "7200");
  return response;
}

void AllowOrigins(Response& response) {
  AllowOrigin(response, "*");
}

void AllowOrigin(Response& response, std::string_view origin) {
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  if (origin != "*") response.headers.emplace_back("Vary", "Origin");
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "x-amzn-ErrorType, x-amzn-RequestId");
}

bool IsCrossOrigin(const Request& request) {
  std::string_view origin = request.Header("origin");
  if (origin.empty()) return false;
  if (const std::size_t scheme = origin.find("://"); scheme != std::string_view::npos) {
    origin.remove_prefix(scheme + 3);
  }
  return origin != request.Header("host");
}

}  // namespace http
