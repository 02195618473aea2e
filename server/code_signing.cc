#include "server/code_signing.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace server {

namespace {

using SigningKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

SigningKey ReadSigningKey(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
}

void Check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL cannot sign the file");
}

void Digest(EVP_MD_CTX* context, const storage::FilePart& part) {
  std::array<char, 65536> buffer{};
  std::uint64_t done = 0;
  while (done < part.length) {
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), part.length - done);
    const ssize_t got =
        ::pread(part.descriptor, buffer.data(), wanted, static_cast<off_t>(part.offset + done));
    if (got <= 0) throw std::runtime_error("a file to be signed is shorter than it was");
    Check(EVP_DigestSignUpdate(context, buffer.data(), static_cast<std::size_t>(got)));
    done += static_cast<std::uint64_t>(got);
  }
}

}  // namespace

bool IsCodeSignKey(const std::string& pem) {
  const SigningKey key = ReadSigningKey(pem);
  const int kind = key ? EVP_PKEY_get_base_id(key.get()) : EVP_PKEY_NONE;
  return kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC;
}

std::string CodeSignature(const std::string& key_pem, storage::OutgoingContent& content) {
  const SigningKey key = ReadSigningKey(key_pem);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  Check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()));
  while (const auto part = content.Next()) Digest(context.get(), *part);
  std::size_t size = 0;
  Check(EVP_DigestSignFinal(context.get(), nullptr, &size));
  std::vector<unsigned char> signature(size);
  Check(EVP_DigestSignFinal(context.get(), signature.data(), &size));
  std::vector<unsigned char> text(4 * ((size + 2) / 3) + 1);
  const int length = EVP_EncodeBlock(text.data(), signature.data(), static_cast<int>(size));
  return {text.begin(), text.begin() + length};
}

}  // namespace server
