#include "server/neighbours/neighbours.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "server/http/plane.h"
#include "server/http/rest_json.h"
#include "server/neighbours/query_protocol.h"

namespace http {
namespace {

constexpr std::string_view kStsVersion = "2011-06-15";
constexpr std::string_view kStsNames = "https://sts.amazonaws.com/doc/2011-06-15/";
constexpr std::string_view kNotImplemented = "NotImplementedException";

// What requests to the emulator itself are signed for; an unknown path of theirs is just that.
bool IsOurs(std::string_view service) {
  constexpr std::array<std::string_view, 5> kOurs{"iot", "execute-api", "iot-jobs-data",
                                                  "iotdata", "iotdevicegateway"};
  return std::ranges::find(kOurs, service) != kOurs.end();
}

std::string NotEmulated(const std::string& what, const std::string& service) {
  return what + (service.empty() ? "" : " of " + service) +
         " is not emulated; see docs/differences.md.";
}

// "DynamoDB_20120810.ListTables": AWS's JSON protocols.
Response JsonRefusal(std::string_view target, const std::string& service) {
  const std::string operation(target.substr(target.rfind('.') + 1));  // npos + 1 is 0
  const nlohmann::json body = {{"__type", kNotImplemented},
                               {"message", NotEmulated(operation, service)}};
  Response response = Answer(
      501, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), NewRequestId());
  response.headers.emplace_back("x-amzn-ErrorType", kNotImplemented);
  return response;
}

Response RestRefusal(const Request& request, const std::string& service) {
  const std::string what =
      request.method + " " + request.target.substr(0, request.target.find('?'));
  const std::string message = NotEmulated(what, service);
  const bool speaks_xml = service == "route53" || service == "cloudfront";
  return speaks_xml ? QueryRefusal("", 501, kNotImplemented, message)
                    : Refusal(501, std::string(kNotImplemented), message);
}

// As STS calls what is wrong with a signature.
const char* StsName(engine::ErrorCode code) {
  switch (code) {
    case engine::ErrorCode::kUnrecognizedClient:
      return "InvalidClientTokenId";
    case engine::ErrorCode::kInvalidSignature:
      return "SignatureDoesNotMatch";
    case engine::ErrorCode::kExpiredToken:
      return "ExpiredToken";
    case engine::ErrorCode::kIncompleteSignature:
      return "IncompleteSignature";
    default:
      return "MissingAuthenticationToken";
  }
}

}  // namespace

std::optional<Response> Neighbours::Answer(const Request& request, const Target& target) const {
  const std::string signed_for = ParseScope(request.Header("authorization"), target).service;
  const QueryCall call = ReadQueryCall(request, target);
  const bool is_sts =
      signed_for == "sts" || (signed_for.empty() && call.version == kStsVersion);
  if (is_sts && call.action == "GetCallerIdentity") return CallerIdentity(request, target);
  const std::string service = is_sts ? "sts" : signed_for;
  if (!call.action.empty()) {
    const std::string message = NotEmulated(call.action, service);
    return service == "ec2"
               ? Ec2Refusal(501, kNotImplemented, message)
               : QueryRefusal(is_sts ? kStsNames : "", 501, kNotImplemented, message);
  }
  const std::string_view json_target = request.Header("x-amz-target");
  if (!json_target.empty()) return JsonRefusal(json_target, service);
  if (service.empty() || IsOurs(service)) return std::nullopt;
  return RestRefusal(request, service);
}

Response Neighbours::CallerIdentity(const Request& request, const Target& target) const {
  static const std::vector<std::string> kSts{"sts"};
  // Ours: without --auth sigv4 whoever asks is this one.
  engine::Credential caller{.user_name = "local"};
  try {
    if (access_ != nullptr) caller = access_->Identify(request, target, kSts);
  } catch (const engine::Error& error) {
    return QueryRefusal(kStsNames, 403, StsName(error.code), error.message);
  }
  return QueryAnswer(
      kStsNames, "GetCallerIdentity",
      {{"Arn", engine::CallerArn(caller, account_id_)},
       {"UserId", caller.role.empty() ? "AIDALOCALEMULATOR0000"
                                      : "AROALOCALEMULATOR0000:" + caller.user_name},
       {"Account", account_id_}});
}

}  // namespace http
