#include "net/tls_context.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/hex.hpp>
#include <boost/asio/buffer.hpp>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace net {

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

std::string PemOf(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new(BIO_s_mem()), BIO_free_all);
  if (!text || PEM_write_bio_X509(text.get(), certificate) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

int VerifyClient(X509_STORE_CTX* context, void* settings) {
  try {
    const auto& judge = *static_cast<TlsSettings*>(settings);
    X509* const certificate = X509_STORE_CTX_get0_cert(context);
    if (judge.admits(Fingerprint(certificate))) return 1;
    if (judge.refused) judge.refused(PemOf(certificate));
  } catch (...) {
    // Nothing may be thrown through OpenSSL; the client is turned away.
  }
  X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
  return 0;
}

int SelectProtocol(SSL*, const unsigned char** chosen, unsigned char* length,
                   const unsigned char* offered, unsigned int size, void* settings) {
  const auto& protocols = static_cast<TlsSettings*>(settings)->protocols;
  for (unsigned int at = 0; at < size; at += 1U + offered[at]) {
    const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (std::find(protocols.begin(), protocols.end(), name) != protocols.end()) {
      *chosen = offered + at + 1;
      *length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsContext::TlsContext(TlsSettings settings)
    : settings_(std::move(settings)), context_(ssl::context::tls_server) {
  context_.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                       ssl::context::no_tlsv1_1);
  context_.use_certificate_chain(asio::buffer(settings_.certificate));
  context_.use_private_key(asio::buffer(settings_.private_key), ssl::context::pem);
  SSL_CTX* context = context_.native_handle();
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (!settings_.protocols.empty()) {
    SSL_CTX_set_alpn_select_cb(context, SelectProtocol, &settings_);
  }
  if (settings_.client_certificate != ClientCertificate::kNotAsked) AskForCertificates();
}

void TlsContext::AskForCertificates() {
  SSL_CTX* context = context_.native_handle();
  const bool needed = settings_.client_certificate == ClientCertificate::kNeeded;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (needed ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
  SSL_CTX_set_cert_verify_callback(context, VerifyClient, &settings_);
  // A session taken up again would not show its certificate.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
}

std::string Fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (certificate == nullptr ||
      X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
    return {};
  }
  std::string text;
  boost::algorithm::hex_lower(digest.begin(), digest.begin() + size, std::back_inserter(text));
  return text;
}

}  // namespace net
