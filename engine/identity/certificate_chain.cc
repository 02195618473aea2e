#include "engine/identity/certificate_chain.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "engine/identity/openssl.h"

namespace engine {

namespace {

using Certificate = OpenSslPtr<X509, X509_free>;

Certificate Read(std::string_view pem) {
  const OpenSslPtr<BIO, BIO_free_all> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

}  // namespace

bool IsAuthority(std::string_view pem) {
  const Certificate certificate = Read(pem);
  return certificate && X509_check_ca(certificate.get()) == 1;
}

bool NamesAsIssuer(std::string_view pem, std::string_view authority_pem) {
  const Certificate certificate = Read(pem);
  const Certificate authority = Read(authority_pem);
  return certificate && authority &&
         X509_NAME_cmp(X509_get_issuer_name(certificate.get()),
                       X509_get_subject_name(authority.get())) == 0;
}

bool IsSignedBy(std::string_view pem, std::string_view authority_pem) {
  const Certificate certificate = Read(pem);
  const Certificate authority = Read(authority_pem);
  if (!certificate || !authority) return false;
  EVP_PKEY* const key = X509_get0_pubkey(authority.get());
  const bool is_signed = key != nullptr && X509_verify(certificate.get(), key) == 1;
  ERR_clear_error();
  return is_signed;
}

bool BelongTogether(std::string_view pem, std::string_view private_key_pem) {
  const Certificate certificate = Read(pem);
  const OpenSslPtr<BIO, BIO_free_all> bio(
      BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())));
  const OpenSslPtr<EVP_PKEY, EVP_PKEY_free> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  const bool belong =
      certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return belong;
}

std::string CommonName(std::string_view pem) {
  const Certificate certificate = Read(pem);
  if (!certificate) return {};
  const X509_NAME* subject = X509_get_subject_name(certificate.get());
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

}  // namespace engine
