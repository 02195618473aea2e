// What a certificate says of its subject and issuer, under the names that policies use.
#pragma once

#include <string>

#include "engine/access/policy_text.h"

namespace engine {

// iot:Certificate.Subject.CommonName and its siblings. Empty for text that is no certificate.
PolicyVariables CertificateNames(const std::string& pem);

}  // namespace engine
