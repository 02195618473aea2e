#include "server/s3/content/checksum.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cctype>

#include "engine/text/base64.h"
#include "engine/text/crc.h"

namespace http {
namespace {

const engine::Crc* CrcOf(std::string_view algorithm) {
  if (algorithm == "CRC32") return &engine::Crc32();
  if (algorithm == "CRC32C") return &engine::Crc32c();
  if (algorithm == "CRC64NVME") return &engine::Crc64Nvme();
  return nullptr;
}

const EVP_MD* DigestOf(std::string_view algorithm) {
  if (algorithm == "MD5") return EVP_md5();
  return algorithm == "SHA1" ? EVP_sha1() : EVP_sha256();
}

std::string BytesOf(std::uint64_t crc, int bits) {
  std::string bytes;
  for (int shift = bits - 8; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((crc >> shift) & 0xff);
  }
  return bytes;
}

std::uint64_t CrcFrom(const std::string& value) {
  std::uint64_t crc = 0;
  for (const char byte : engine::FromBase64(value).value_or("")) {
    crc = (crc << 8) | static_cast<unsigned char>(byte);
  }
  return crc;
}

}  // namespace

bool IsChecksumAlgorithm(std::string_view name) {
  return std::find(kChecksumAlgorithms.begin(), kChecksumAlgorithms.end(), name) !=
         kChecksumAlgorithms.end();
}

bool IsCrc(std::string_view algorithm) {
  return CrcOf(algorithm) != nullptr;
}

std::size_t ChecksumSize(std::string_view algorithm) {
  const engine::Crc* const crc = CrcOf(algorithm);
  return static_cast<std::size_t>(crc ? crc->bits() / 8 : EVP_MD_size(DigestOf(algorithm)));
}

std::string ChecksumWord(std::string_view algorithm) {
  std::string word;
  for (const char c : algorithm) {
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

std::string ChecksumHeader(std::string_view algorithm) {
  return "x-amz-checksum-" + ChecksumWord(algorithm);
}

std::string ChecksumElement(std::string_view algorithm) {
  return std::string("Checksum").append(algorithm);
}

RunningChecksum::RunningChecksum(std::string_view algorithm)
    : algorithm_(algorithm), digest_(nullptr, EVP_MD_CTX_free) {
  if (IsCrc(algorithm)) return;
  digest_.reset(EVP_MD_CTX_new());
  EVP_DigestInit_ex(digest_.get(), DigestOf(algorithm), nullptr);
}

void RunningChecksum::Take(std::string_view piece) {
  if (digest_) {
    EVP_DigestUpdate(digest_.get(), piece.data(), piece.size());
  } else {
    crc_ = CrcOf(algorithm_)->Extended(crc_, piece);
  }
}

std::string RunningChecksum::Bytes() const {
  if (!digest_) return BytesOf(crc_, CrcOf(algorithm_)->bits());
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> copy(EVP_MD_CTX_new(),
                                                                EVP_MD_CTX_free);
  EVP_MD_CTX_copy_ex(copy.get(), digest_.get());
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(copy.get(), bytes.data(), &size);
  return {bytes.begin(), bytes.begin() + size};
}

std::string RunningChecksum::Value() const {
  return engine::Base64(Bytes());
}

std::string JoinedChecksum(std::string_view algorithm, const std::vector<PartChecksum>& parts) {
  const engine::Crc& crc = *CrcOf(algorithm);
  std::uint64_t whole = 0;
  for (const PartChecksum& part : parts) {
    whole = crc.Joined(whole, CrcFrom(part.value), part.size);
  }
  return engine::Base64(BytesOf(whole, crc.bits()));
}

std::string CompositeChecksum(std::string_view algorithm,
                              const std::vector<PartChecksum>& parts) {
  RunningChecksum composite(algorithm);
  for (const PartChecksum& part : parts) {
    composite.Take(engine::FromBase64(part.value).value_or(""));
  }
  return composite.Value() + "-" + std::to_string(parts.size());
}

}  // namespace http
