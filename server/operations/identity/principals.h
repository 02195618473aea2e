// What the operations on certificates, principals and policies share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/access/policy.h"
#include "engine/identity/certificate.h"
#include "server/calls/operation.h"
#include "storage/identity/certificates.h"

namespace server {

// Each throws ResourceNotFound.
engine::Certificate RequireCertificate(Context& c, const std::string& id);
engine::Policy RequirePolicy(Context& c, const std::string& name);

// The id of the certificate that the input's `principal` names. Throws InvalidRequest for what
// is no certificate's ARN, ResourceNotFound for one that is not registered.
std::string PrincipalFrom(Context& c, const nlohmann::json& in);

// From pageSize and marker, as the older lists have them.
storage::PageRequest MarkedPage(const nlohmann::json& in, const std::string& list);

struct ListByAge {
  std::string name;  // for the page's token
  storage::Order order;
  storage::PageRequest page;
};

// From ascendingOrder, pageSize and marker.
ListByAge ByAge(const nlohmann::json& in, const std::string& list);

}  // namespace server
