#include "engine/identity/certificate_chain.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace server {

namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }

  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

using Certificate = std::unique_ptr<X509, Free>;

Certificate Read(std::string_view pem) {
  const std::unique_ptr<BIO, Free> bio(
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
  const std::unique_ptr<BIO, Free> bio(
      BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())));
  const std::unique_ptr<EVP_PKEY, Free> key(
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

}  // namespace server
