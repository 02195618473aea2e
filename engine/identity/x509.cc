#include "engine/identity/x509.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <ctime>
#include <stdexcept>

#include "engine/identity/openssl.h"
#include "engine/identity/strength.h"
#include "engine/text/hex.h"

namespace engine {

namespace {

using Bio = OpenSslPtr<BIO, BIO_free_all>;
using Key = OpenSslPtr<EVP_PKEY, EVP_PKEY_free>;
using X509Pointer = OpenSslPtr<X509, X509_free>;
using SigningRequest = OpenSslPtr<X509_REQ, X509_REQ_free>;
using Extension = OpenSslPtr<X509_EXTENSION, X509_EXTENSION_free>;

constexpr const char* kYear2020 = "20200101000000Z";
// AWS's certificates end then; it is also the last year with a two-digit form.
constexpr const char* kEndOf2049 = "20491231235959Z";

void Require(bool done, const char* what) {
  if (done) return;
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL can't ") + what);
}

Bio Reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

template <typename Write>
std::string Written(const Write& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(bio && write(bio.get()) == 1, "write PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string Pem(X509* certificate) {
  return Written([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

// AWS: private keys of RSA are written in the traditional form.
std::string PrivatePem(EVP_PKEY* key) {
  return Written([&](BIO* bio) {
    return PEM_write_bio_PrivateKey_traditional(bio, key, nullptr, nullptr, 0, nullptr,
                                                nullptr);
  });
}

Key NewEcKey() {
  Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr, "make a key");
  return key;
}

Key NewRsaKey(const std::stop_token& stop) {
  const OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> making(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  Require(making && EVP_PKEY_keygen_init(making.get()) == 1 &&
              EVP_PKEY_CTX_set_rsa_keygen_bits(making.get(), kLeastRsaBits) == 1,
          "make a key");
  EVP_PKEY_CTX_set_app_data(making.get(), const_cast<std::stop_token*>(&stop));
  EVP_PKEY_CTX_set_cb(making.get(), [](EVP_PKEY_CTX* context) {
    const auto* token = static_cast<std::stop_token*>(EVP_PKEY_CTX_get_app_data(context));
    return token->stop_requested() ? 0 : 1;
  });
  EVP_PKEY* made = nullptr;
  const bool done = EVP_PKEY_generate(making.get(), &made) == 1;
  Key key(made);
  Require(done, "make a key");
  return key;
}

Key PrivateKey(const std::string& pem) {
  Key key(PEM_read_bio_PrivateKey(Reading(pem).get(), nullptr, nullptr, nullptr));
  Require(key != nullptr, "read the authority's key");
  return key;
}

X509Pointer FromPem(std::string_view pem) {
  X509Pointer certificate(PEM_read_bio_X509(Reading(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

void SetTime(ASN1_TIME* time, Instant at) {
  Require(ASN1_TIME_set(time, static_cast<std::time_t>(Milliseconds(at) / 1000)),
          "write a time");
}

Instant At(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return FromMilliseconds(0);
  return FromMilliseconds(std::int64_t{::timegm(&parts)} * 1000);
}

void AddName(X509_NAME* name, const char* field, const std::string& value) {
  Require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(value.c_str()), -1,
                                     -1, 0),
          "write a name");
}

void AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  Require(extension && X509_add_ext(certificate, extension.get(), -1), "add an extension");
}

// All but the issuer's name, the times, the extensions and the signature.
X509Pointer Blank(EVP_PKEY* key) {
  X509Pointer certificate(X509_new());
  std::array<unsigned char, 16> serial{};
  Require(certificate && RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1,
          "make a certificate");
  serial[0] &= 0x7f;
  const OpenSslPtr<BIGNUM, BN_free> number(
      BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  Require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) &&
              X509_set_version(certificate.get(), 2) && X509_set_pubkey(certificate.get(), key),
          "make a certificate");
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), kYear2020);
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), kEndOf2049);
  return certificate;
}

std::string Signed(X509* certificate, X509* issuer, EVP_PKEY* key) {
  Require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) &&
              X509_sign(certificate, key, EVP_sha256()) > 0,
          "sign a certificate");
  return Pem(certificate);
}

std::string IssueToDevice(const CertificateWithKey& authority, EVP_PKEY* key,
                          const X509_NAME* subject, Instant now,
                          std::optional<Instant> end = std::nullopt) {
  const X509Pointer issuer = FromPem(authority.certificate);
  Require(issuer != nullptr, "read the authority's certificate");
  const X509Pointer certificate = Blank(key);
  SetTime(X509_getm_notBefore(certificate.get()), now - std::chrono::minutes(2));
  if (end) SetTime(X509_getm_notAfter(certificate.get()), *end);
  if (subject != nullptr && X509_NAME_entry_count(subject) > 0) {
    Require(X509_set_subject_name(certificate.get(), subject), "write a name");
  } else {
    AddName(X509_get_subject_name(certificate.get()), "CN", "AWS IoT Certificate");
  }
  AddExtension(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
  AddExtension(certificate.get(), issuer.get(), NID_subject_key_identifier, "hash");
  AddExtension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  return Signed(certificate.get(), issuer.get(), PrivateKey(authority.private_key).get());
}

}  // namespace

RsaKeyPair NewRsaKeyPair(const std::stop_token& stop) {
  const Key key = NewRsaKey(stop);
  return {PrivatePem(key.get()),
          Written([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

RequestWithKey NewCertificateRequest() {
  const Key key = NewEcKey();
  const SigningRequest request(X509_REQ_new());
  Require(request && X509_REQ_set_pubkey(request.get(), key.get()) &&
              X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0,
          "make a signing request");
  return {Written([&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request.get()); }),
          PrivatePem(key.get())};
}

CertificateWithKey NewAuthority() {
  const Key key = NewEcKey();
  const X509Pointer certificate = Blank(key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  AddName(name, "O", "iot-jobs-local");
  AddName(name, "CN", "iot-jobs-local root CA");
  AddExtension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  AddExtension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate.get(), certificate.get(), NID_key_usage,
               "critical,keyCertSign,cRLSign");
  return {Signed(certificate.get(), certificate.get(), key.get()), PrivatePem(key.get())};
}

CertificateWithKey NewServerCertificate(const CertificateWithKey& authority,
                                        const std::vector<std::string>& hosts) {
  const X509Pointer issuer = FromPem(authority.certificate);
  Require(issuer != nullptr, "read the authority's certificate");
  const Key key = NewEcKey();
  const X509Pointer certificate = Blank(key.get());
  AddName(X509_get_subject_name(certificate.get()), "CN", "iot-jobs-local");
  std::string names;
  for (const std::string& host : hosts) {
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    names += (names.empty() ? "" : ",") + std::string(no_address ? "DNS:" : "IP:") + host;
  }
  AddExtension(certificate.get(), issuer.get(), NID_subject_alt_name, names);
  AddExtension(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
  AddExtension(certificate.get(), issuer.get(), NID_subject_key_identifier, "hash");
  AddExtension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  AddExtension(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
  return {Signed(certificate.get(), issuer.get(), PrivateKey(authority.private_key).get()),
          PrivatePem(key.get())};
}

std::string NewDeviceCertificate(const CertificateWithKey& authority,
                                 const std::string& public_key, Instant now,
                                 std::optional<Instant> end) {
  const Key key(PEM_read_bio_PUBKEY(Reading(public_key).get(), nullptr, nullptr, nullptr));
  Require(key != nullptr, "read a public key");
  return IssueToDevice(authority, key.get(), nullptr, now, end);
}

std::optional<std::string> CertificateFromRequest(const CertificateWithKey& authority,
                                                  std::string_view request, Instant now) {
  const SigningRequest parsed(
      PEM_read_bio_X509_REQ(Reading(request).get(), nullptr, nullptr, nullptr));
  EVP_PKEY* key = parsed ? X509_REQ_get0_pubkey(parsed.get()) : nullptr;
  const bool good = key != nullptr && X509_REQ_verify(parsed.get(), key) == 1 &&
                    IsStrongKey(key) && HasStrongSignature(parsed.get());
  ERR_clear_error();
  if (!good) return std::nullopt;
  return IssueToDevice(authority, key, X509_REQ_get_subject_name(parsed.get()), now);
}

std::optional<CertificateFacts> ReadCertificate(std::string_view pem) {
  const X509Pointer certificate = FromPem(pem);
  if (!certificate) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  Require(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size),
          "take a fingerprint");
  return CertificateFacts{.id = engine::Hex({digest.data(), size}),
                          .pem = Pem(certificate.get()),
                          .not_before = At(X509_get0_notBefore(certificate.get())),
                          .not_after = At(X509_get0_notAfter(certificate.get())),
                          .has_strong_key = IsStrongKey(X509_get0_pubkey(certificate.get())),
                          .has_strong_signature = HasStrongSignature(certificate.get()),
                          .is_for_clients = IsForClients(certificate.get())};
}

}  // namespace engine
