// Keys and X.509 certificates, as PEM text.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instant.h"

namespace engine {

struct RsaKeyPair {
  std::string private_key, public_key;
};

struct CertificateWithKey {
  std::string certificate, private_key;
};

// AWS: the keys that it makes for devices are RSA of 2048 bits.
// Throws std::runtime_error when it is told to stop.
RsaKeyPair NewRsaKeyPair(const std::stop_token& stop = {});

struct RequestWithKey {
  std::string request, private_key;
};

// A certificate signing request for a new key on P-256.
RequestWithKey NewCertificateRequest();

// A certification authority of our own. Its and its servers' certificates hold from 2020 to
// 2049, whatever the clock is set to: clients go by the time of their own.
CertificateWithKey NewAuthority();
// For names and IP addresses.
CertificateWithKey NewServerCertificate(const CertificateWithKey& authority,
                                        const std::vector<std::string>& hosts);

// AWS: a device's certificate holds from two minutes ago to the end of 2049, or to `end`.
std::string NewDeviceCertificate(const CertificateWithKey& authority,
                                 const std::string& public_key, Instant now,
                                 std::optional<Instant> end = std::nullopt);
// Nothing for text that is no certificate signing request with a good signature, or one whose
// key or signature is too weak.
std::optional<std::string> CertificateFromRequest(const CertificateWithKey& authority,
                                                  std::string_view request, Instant now);

struct CertificateFacts {
  std::string id;   // AWS: the SHA-256 fingerprint, in hexadecimal
  std::string pem;  // this certificate alone
  Instant not_before, not_after;
  bool has_strong_key = false, has_strong_signature = false;
  bool is_for_clients = true;  // no extension keeps it from that
};

// Nothing for text that does not begin with a certificate.
// AWS: keys are RSA of 2048 bits at least, or ECC on P-256, P-384 or P-521; signatures have
// SHA-256, SHA-384 or SHA-512.
std::optional<CertificateFacts> ReadCertificate(std::string_view pem);

}  // namespace engine
