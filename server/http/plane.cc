#include "server/http/plane.h"

#include <algorithm>
#include <cctype>

#include "engine/error.h"

namespace http {
namespace {

bool IsRegion(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::islower(c) || std::isdigit(c) || c == '-';
         });
}

// The last piece of `text` before `separator`, which is taken off.
std::string_view TakeLast(std::string_view& text, char separator) {
  const std::size_t at = text.rfind(separator);
  const std::string_view last = at == std::string_view::npos ? text : text.substr(at + 1);
  text = at == std::string_view::npos ? std::string_view() : text.substr(0, at);
  return last;
}

// "AKID/20260101/us-east-1/iot/aws4_request"; SigV4a leaves the region out.
CredentialScope ScopeOf(std::string_view credential) {
  if (TakeLast(credential, '/') != "aws4_request") return {};
  CredentialScope scope;
  scope.service = TakeLast(credential, '/');
  if (const std::string_view region = TakeLast(credential, '/');
      IsRegion(region) && credential.find('/') != std::string_view::npos) {
    scope.region = region;
  }
  return scope;
}

}  // namespace

CredentialScope ParseScope(std::string_view authorization, const Target& target) {
  constexpr std::string_view kCredential = "Credential=";
  const std::size_t at = authorization.find(kCredential);
  if (at != std::string_view::npos) {
    const std::string_view rest = authorization.substr(at + kCredential.size());
    return ScopeOf(rest.substr(0, rest.find_first_of(", ")));
  }
  return ScopeOf(target.Query("X-Amz-Credential").value_or(""));
}

std::string HostName(std::string_view host) {
  const std::size_t bracket = host.find(']');  // an IPv6 address has colons of its own
  const std::size_t port = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string name(host.substr(0, port));
  const bool valid =
      name.size() <= 255 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) ||
               std::string_view(".-_[]:").find(static_cast<char>(c)) != std::string_view::npos;
      });
  if (!valid) {
    throw engine::Error(engine::ErrorCode::kInvalidRequest, "The Host header is not a host.");
  }
  return name.empty() ? "localhost" : name;
}

std::string PortText(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const std::string_view port =
      colon == std::string_view::npos ? std::string_view() : host.substr(colon + 1);
  const bool valid = port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) {
                       return std::isdigit(static_cast<unsigned char>(c)) != 0;
                     });
  return valid ? std::string(port) : std::string();
}

api_spec::Plane ChoosePlane(std::string_view service, std::string_view host,
                            std::string_view job_id, const Target& target) {
  using api_spec::Plane;
  // AWS: the control plane signs as iot, or as execute-api in SDKs of 2022.
  if (!service.empty()) {
    return service == "iot-jobs-data" ? Plane::kData : Plane::kControl;
  }
  std::string lower(host);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.find("jobs.iot.") != std::string::npos ||
      lower.find("-ats.iot.") != std::string::npos) {
    return Plane::kData;
  }
  // Ours: AWS refuses unsigned requests; here what only the data plane knows makes it one of
  // its.
  const bool data_only = job_id == "$next" || target.Query("includeJobDocument").has_value();
  return data_only ? Plane::kData : Plane::kControl;
}

}  // namespace http
