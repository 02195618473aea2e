// Checksums of content by the algorithms that S3 has.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_ctx_st;  // OpenSSL's

namespace http {

inline constexpr std::array kChecksumAlgorithms = {"CRC32", "CRC32C", "CRC64NVME", "SHA1",
                                                   "SHA256"};
// AWS: what content gets that comes without a checksum.
inline constexpr char kDefaultChecksum[] = "CRC64NVME";

bool IsChecksumAlgorithm(std::string_view name);
// Whether the checksum of a whole follows from those of its parts.
bool IsCrc(std::string_view algorithm);
// Of a checksum, in bytes.
std::size_t ChecksumSize(std::string_view algorithm);

std::string ChecksumWord(std::string_view algorithm);     // "crc32"
std::string ChecksumHeader(std::string_view algorithm);   // "x-amz-checksum-crc32"
std::string ChecksumElement(std::string_view algorithm);  // "ChecksumCRC32"

// A checksum while its content comes.
class RunningChecksum {
 public:
  // One of kChecksumAlgorithms, or "MD5".
  explicit RunningChecksum(std::string_view algorithm);

  void Take(std::string_view piece);
  std::string Bytes() const;  // of all that has come
  std::string Value() const;  // the same in base 64

 private:
  const std::string algorithm_;
  std::uint64_t crc_ = 0;
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> digest_;
};

struct PartChecksum {
  std::string value;  // in base 64
  std::uint64_t size = 0;
};

// Of the content that the parts are one behind the other. For CRCs.
std::string JoinedChecksum(std::string_view algorithm, const std::vector<PartChecksum>& parts);
// AWS: the checksum of the parts' checksums, and the number of parts.
std::string CompositeChecksum(std::string_view algorithm,
                              const std::vector<PartChecksum>& parts);

}  // namespace http
