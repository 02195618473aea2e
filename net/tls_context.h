// How a server speaks TLS: as who, and what it asks of clients.
#pragma once

#include <openssl/types.h>

#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <string>
#include <vector>

namespace net {

enum class ClientCertificate { kNotAsked, kAsked, kNeeded };

struct TlsSettings {
  std::string certificate, private_key;  // the server's, PEM
  ClientCertificate client_certificate = ClientCertificate::kNotAsked;
  // Whether a certificate of that fingerprint will do, in the place of the usual walk up to a
  // trusted root. Where certificates are asked for.
  std::function<bool(const std::string& fingerprint)> admits;
  // What else is to be told of one that will not, if anything is.
  std::function<void(const std::string& pem)> refused;
  std::vector<std::string> protocols;  // names for ALPN; a client may ask for none of them
};

// TLS 1.2 and 1.3. Outlives its connections' handshakes.
class TlsContext {
 public:
  explicit TlsContext(TlsSettings settings);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  boost::asio::ssl::context& asio() { return context_; }

 private:
  void AskForCertificates();

  TlsSettings settings_;
  boost::asio::ssl::context context_;
};

// SHA-256, in hexadecimal; empty for no certificate.
std::string Fingerprint(const X509* certificate);

}  // namespace net
