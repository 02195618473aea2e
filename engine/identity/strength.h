// Which keys, signatures and uses are taken in certificates, and in requests for them.
#pragma once

#include <openssl/x509.h>

namespace engine {

inline constexpr int kLeastRsaBits = 2048;

// False for nullptr, too, as OpenSSL has it for a key that it does not know.
bool IsStrongKey(EVP_PKEY* key);

bool HasStrongSignature(const X509* certificate);
bool HasStrongSignature(const X509_REQ* request);

// False where extendedKeyUsage names other uses alone, such as that of servers.
bool IsForClients(X509* certificate);

}  // namespace engine
