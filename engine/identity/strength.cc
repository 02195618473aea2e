#include "engine/identity/strength.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <string_view>

#include "engine/identity/openssl.h"

namespace engine {

namespace {

// RSASSA-PSS names its digest in a parameter; without one it is SHA-1.
int DigestOfPss(const X509_ALGOR& algorithm) {
  const OpenSslPtr<RSA_PSS_PARAMS, RSA_PSS_PARAMS_free> parameters(static_cast<RSA_PSS_PARAMS*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm.parameter)));
  if (!parameters || parameters->hashAlgorithm == nullptr) return NID_sha1;
  return OBJ_obj2nid(parameters->hashAlgorithm->algorithm);
}

bool IsStrong(const X509_ALGOR& algorithm) {
  const int kind = OBJ_obj2nid(algorithm.algorithm);
  int digest = NID_undef;
  if (kind == NID_rsassaPss) {
    digest = DigestOfPss(algorithm);
  } else {
    OBJ_find_sigid_algs(kind, &digest, nullptr);
  }
  ERR_clear_error();
  return digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512;
}

}  // namespace

bool IsStrongKey(EVP_PKEY* key) {
  if (key == nullptr) return false;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return EVP_PKEY_get_bits(key) >= kLeastRsaBits;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
  char group[64] = {};
  EVP_PKEY_get_group_name(key, group, sizeof group, nullptr);
  const std::string_view name = group;
  return name == "prime256v1" || name == "secp384r1" || name == "secp521r1";
}

bool HasStrongSignature(const X509* certificate) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate);
  return IsStrong(*algorithm);
}

bool HasStrongSignature(const X509_REQ* request) {
  const X509_ALGOR* algorithm = nullptr;
  X509_REQ_get0_signature(request, nullptr, &algorithm);
  return IsStrong(*algorithm);
}

bool IsForClients(X509* certificate) {
  const std::uint32_t uses = X509_get_extended_key_usage(certificate);
  ERR_clear_error();
  // All bits are set where the extension is missing.
  return (uses & (XKU_SSL_CLIENT | XKU_ANYEKU)) != 0;
}

}  // namespace engine
