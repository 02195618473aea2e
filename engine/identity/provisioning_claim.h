// What a claim from CreateProvisioningClaim is good for.
#pragma once

#include <string>

namespace engine {

// AWS: such a certificate may have itself exchanged by its template, without a policy attached.
// `arn` is the beginning of the account's ARNs, with its colon. A policy document.
std::string ProvisioningClaimPolicy(const std::string& arn, const std::string& template_name);

}  // namespace engine
