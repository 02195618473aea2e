// How certificates come to be registered, for all operations that register one.
#pragma once

#include <string>

#include "engine/identity/certificate.h"
#include "engine/identity/x509.h"
#include "server/calls/operation.h"

namespace server {

// Those that were made beforehand; else they are made now.
engine::RsaKeyPair KeysFor(const Context& c);

// What a certificate says, a device's or an authority's. Throws CertificateValidation, in which
// `what` is the subject, for what is none, and for a key or a signature that is too weak.
engine::CertificateFacts ReadStrong(const std::string& pem, const std::string& what);

// Throws CertificateValidation as above, ResourceAlreadyExists for one that is registered
// already.
engine::Certificate RegisterPem(Context& c, const std::string& pem,
                                engine::CertificateStatus status, bool sni_only);

// For a certificate that a registered CA signed; `ca_pem` may be empty. Throws
// CertificateValidation, CertificateState or CertificateConflict as well.
engine::Certificate RegisterSigned(Context& c, const std::string& pem,
                                   const std::string& ca_pem, engine::CertificateStatus status);

}  // namespace server
