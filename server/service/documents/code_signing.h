// Signatures of firmware, for the placeholder code-sign-signature.
#pragma once

#include <string>

#include "storage/objects/object_content.h"

namespace server {

// Whether it is a private key, RSA or EC, in PEM, without a passphrase.
bool IsCodeSignKey(const std::string& pem);

// Of such a key: "ecdsa" or "rsa".
std::string CodeSignAlgorithm(const std::string& key_pem);

// As AWS Signer signs for AWS IoT: of the content's SHA-256, in base64. Throws
// std::runtime_error for content that cannot be read.
std::string CodeSignature(const std::string& key_pem, storage::OutgoingContent& content);

}  // namespace server
