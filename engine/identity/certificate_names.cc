#include "engine/identity/certificate_names.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <string_view>
#include <utility>

#include "engine/identity/openssl.h"

namespace engine {

namespace {

constexpr auto kAttributes = std::to_array<std::pair<int, const char*>>({
    {NID_dnQualifier, "DistinguishedNameQualifier"},
    {NID_countryName, "Country"},
    {NID_organizationName, "Organization"},
    {NID_organizationalUnitName, "OrganizationalUnit"},
    {NID_stateOrProvinceName, "State"},
    {NID_commonName, "CommonName"},
    {NID_serialNumber, "SerialNumber"},
    {NID_title, "Title"},
    {NID_surname, "Surname"},
    {NID_givenName, "GivenName"},
    {NID_initials, "Initials"},
    {NID_pseudonym, "Pseudonym"},
    {NID_generationQualifier, "GenerationQualifier"},
});

// Bytes may be anything in a hostile certificate; what is no text comes out empty.
std::string Utf8(const ASN1_STRING* text) {
  unsigned char* bytes = nullptr;
  const int length = ASN1_STRING_to_UTF8(&bytes, text);
  if (length < 0) return {};
  std::string utf8(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return utf8;
}

void Add(PolicyVariables& names, const std::string& name, std::string value) {
  if (!value.empty()) names[VariableKey(name)].push_back(std::move(value));
}

void AddName(PolicyVariables& names, const std::string& prefix, const X509_NAME* name) {
  for (const auto& [nid, attribute] : kAttributes) {
    for (int at = -1; (at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0;) {
      Add(names, prefix + attribute,
          Utf8(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))));
    }
  }
}

std::string Address(const ASN1_OCTET_STRING* bytes) {
  const unsigned char* data = ASN1_STRING_get0_data(bytes);
  if (ASN1_STRING_length(bytes) == 4) {
    boost::asio::ip::address_v4::bytes_type v4;
    std::copy_n(data, v4.size(), v4.begin());
    return boost::asio::ip::make_address_v4(v4).to_string();
  }
  if (ASN1_STRING_length(bytes) != 16) return {};
  boost::asio::ip::address_v6::bytes_type v6;
  std::copy_n(data, v6.size(), v6.begin());
  return boost::asio::ip::make_address_v6(v6).to_string();
}

std::string OneLine(X509_NAME* name) {
  const OpenSslPtr<BIO, BIO_free_all> bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void AddAlternativeNames(PolicyVariables& names, const std::string& prefix,
                         const X509* certificate, int extension) {
  const OpenSslPtr<GENERAL_NAMES, GENERAL_NAMES_free> alternatives(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, extension, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {
    int kind = 0;
    void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(alternatives.get(), i), &kind);
    if (kind == GEN_EMAIL) {
      Add(names, prefix + "RFC822Name", Utf8(static_cast<ASN1_STRING*>(value)));
    } else if (kind == GEN_DNS) {
      Add(names, prefix + "DNSName", Utf8(static_cast<ASN1_STRING*>(value)));
    } else if (kind == GEN_URI) {
      Add(names, prefix + "UniformResourceIdentifier", Utf8(static_cast<ASN1_STRING*>(value)));
    } else if (kind == GEN_IPADD) {
      Add(names, prefix + "IPAddress", Address(static_cast<ASN1_OCTET_STRING*>(value)));
    } else if (kind == GEN_DIRNAME) {
      Add(names, prefix + "DirectoryName", OneLine(static_cast<X509_NAME*>(value)));
    }
  }
}

std::string SerialNumber(const X509* certificate) {
  const OpenSslPtr<BIGNUM, BN_free> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* text = number ? BN_bn2hex(number.get()) : nullptr;
  std::string digits(text == nullptr ? "" : text);
  OPENSSL_free(text);
  return digits;
}

}  // namespace

PolicyVariables CertificateNames(const std::string& pem) {
  PolicyVariables names;
  const OpenSslPtr<BIO, BIO_free_all> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const OpenSslPtr<X509, X509_free> certificate(
      bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (certificate) {
    const std::string prefix = "iot:Certificate.";
    AddName(names, prefix + "Subject.", X509_get_subject_name(certificate.get()));
    AddName(names, prefix + "Issuer.", X509_get_issuer_name(certificate.get()));
    AddAlternativeNames(names, prefix + "Subject.AlternativeName.", certificate.get(),
                        NID_subject_alt_name);
    AddAlternativeNames(names, prefix + "Issuer.AlternativeName.", certificate.get(),
                        NID_issuer_alt_name);
    Add(names, prefix + "SerialNumber", SerialNumber(certificate.get()));
  }
  ERR_clear_error();
  return names;
}

}  // namespace engine
