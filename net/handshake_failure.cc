#include "net/handshake_failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/error.hpp>

namespace net {

std::string WhyHandshakeFailed(const error_code& error) {
  if (error.category() != boost::asio::error::get_ssl_category()) return {};
  switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return {};
    case SSL_R_HTTP_REQUEST:
      return "it speaks HTTP without TLS to a port for TLS: use the http:// address, or "
             "https://";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_BAD_RECORD_TYPE:
      return "it does not speak TLS, which this port demands: use TLS (mqtts://), or the port "
             "for "
             "MQTT without it";
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return "it has shown no certificate: give the client its certificate and its private key";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
      return "it does not trust the emulator: give the client the CA certificate that the "
             "ready "
             "line names (\"ca\"; also at /_emulator/ca.pem), and a host name that the "
             "emulator "
             "has";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_NO_SHARED_CIPHER:
      return "it offers neither TLS 1.2 nor 1.3, as AWS demands, with a cipher that is known "
             "here";
    default:
      return error.message();
  }
}

}  // namespace net
