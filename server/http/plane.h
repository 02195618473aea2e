// Which plane a request means, where both planes have its URI.
#pragma once

#include <string>
#include <string_view>

#include "api_spec/spec.h"
#include "server/http/message/target.h"

namespace http {

// What a SigV4 signature says it was made for; empty where it says nothing. Nothing is
// verified.
struct CredentialScope {
  std::string service;
  std::string region;
};

// From the Authorization header, else from the X-Amz-Credential query member.
CredentialScope ParseScope(std::string_view authorization, const Target& target);

// The host as the caller wrote it, without the port. Ours: "localhost" when there is none.
// Throws engine::Error for text that is no host.
std::string HostName(std::string_view host_header);
// The port there; empty when there is none.
std::string PortText(std::string_view host_header);

api_spec::Plane ChoosePlane(std::string_view service, std::string_view host,
                            std::string_view job_id, const Target& target);

}  // namespace http
