// What the operations on certificates, principals and policies share.
#pragma once

#include <cstdint>
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

// AWS: how many certificates a list gives when it is not said; other lists give 250.
inline constexpr int kCertificatesOfAPage = 25;

// From pageSize and marker, as the older lists have them.
storage::PageRequest MarkedPage(const nlohmann::json& in, const std::string& list,
                                int page_size = storage::kLargestPage);

struct ListByAge {
  std::string name;  // for the page's token
  storage::Order order;
  storage::PageRequest page;
};

// From ascendingOrder, pageSize and marker.
ListByAge ByAge(const nlohmann::json& in, const std::string& list,
                int page_size = storage::kLargestPage);

// Of a certificate, a device's or an authority's.
// Ours: AWS's is opaque, too; it changes with what it belongs to.
std::string GenerationId(const std::string& certificate, std::int64_t version);

}  // namespace server
