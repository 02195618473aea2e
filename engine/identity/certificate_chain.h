// Who signed a certificate, and what its subject is called.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// False for text that is no certificate.
bool IsAuthority(std::string_view pem);
bool IsSignedBy(std::string_view pem, std::string_view authority_pem);
// Whether it says that the authority issued it.
bool NamesAsIssuer(std::string_view pem, std::string_view authority_pem);

// Whether the key is the certificate's own. False for text that is neither.
bool BelongTogether(std::string_view pem, std::string_view private_key_pem);

// The subject's common name; empty when it has none.
std::string CommonName(std::string_view pem);

}  // namespace engine
