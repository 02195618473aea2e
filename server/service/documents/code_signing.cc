#include "server/service/documents/code_signing.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <stdexcept>

#include "engine/identity/openssl.h"
#include "engine/text/base64.h"

namespace server {

namespace {

using SigningKey = engine::OpenSslPtr<EVP_PKEY, EVP_PKEY_free>;

int NoPassphrase(char* /*buffer*/, int /*size*/, int /*for_writing*/, void* /*data*/) {
  return -1;
}

SigningKey ReadSigningKey(const std::string& pem) {
  const engine::OpenSslPtr<BIO, BIO_free_all> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  SigningKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

void Check(int result) {
  if (result == 1) return;
  ERR_clear_error();
  throw std::runtime_error("OpenSSL can't sign a file");
}

}  // namespace

bool IsCodeSignKey(const std::string& pem) {
  const SigningKey key = ReadSigningKey(pem);
  const int kind = key ? EVP_PKEY_get_base_id(key.get()) : EVP_PKEY_NONE;
  return kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC;
}

std::string CodeSignAlgorithm(const std::string& key_pem) {
  const SigningKey key = ReadSigningKey(key_pem);
  return key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA ? "rsa" : "ecdsa";
}

std::string CodeSignature(const std::string& key_pem, storage::OutgoingContent& content) {
  const SigningKey key = ReadSigningKey(key_pem);
  const engine::OpenSslPtr<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  Check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()));
  content.ForEachPiece([&](std::string_view piece) {
    Check(EVP_DigestSignUpdate(context.get(), piece.data(), piece.size()));
  });
  std::size_t size = 0;
  Check(EVP_DigestSignFinal(context.get(), nullptr, &size));
  std::string signature(size, '\0');
  Check(EVP_DigestSignFinal(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size));
  signature.resize(size);
  return engine::Base64(signature);
}

}  // namespace server
