#include "server/program/key_files.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/identity/certificate_chain.h"
#include "server/service/documents/code_signing.h"

namespace server {

namespace {

// Empty where there is no such file.
std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::optional<engine::CertificateWithKey> ReadPair(const std::string& what,
                                                   const std::string& certificate_path,
                                                   const std::string& key_path) {
  if (certificate_path.empty() && key_path.empty()) return std::nullopt;
  engine::CertificateWithKey pair{TextOf(certificate_path), TextOf(key_path)};
  if (engine::BelongTogether(pair.certificate, pair.private_key)) return pair;
  throw std::invalid_argument("--" + what + "-certificate and --" + what +
                              "-key take a certificate and its private key, in PEM");
}

std::string ReadCodeSignKey(const std::string& path) {
  std::string key = TextOf(path);
  if (IsCodeSignKey(key)) return key;
  throw std::invalid_argument(
      "--code-sign-key takes a private key, RSA or EC, in PEM, without a passphrase");
}

std::vector<engine::Credential> ReadCredentials(const std::string& path) {
  if (!std::ifstream(path)) throw std::invalid_argument("--credentials: cannot read " + path);
  try {
    return engine::ParseCredentials(TextOf(path));
  } catch (const std::invalid_argument& mistake) {
    throw std::invalid_argument("--credentials: " + path + ": " + mistake.what());
  }
}

}  // namespace server
