// What a request says of its body, held against the body as it comes: its hash, its checksums,
// its length and its encoding.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "server/s3/content/checksum.h"
#include "server/s3/request/aws_chunked.h"
#include "server/s3/request/s3_request.h"

namespace http {

class ContentChecks {
 public:
  // Throws S3Error for what cannot be said of a body.
  explicit ContentChecks(const S3Request& request);

  // Of the checksum that is sent with the content; empty: none is.
  const std::string& sent_algorithm() const { return sent_; }

  // Before anything is taken: computes that checksum as well.
  void Compute(const std::string& algorithm) { running_.try_emplace(algorithm, algorithm); }

  // Hands the content on, out of its chunks. Throws S3Error.
  void Take(std::string_view piece, const std::function<void(std::string_view)>& content);
  // All has come. Throws S3Error where it is not what was said.
  void Finish() const;

  // Of the content that has come; `algorithm` is computed.
  storage::Checksum Computed(const std::string& algorithm) const {
    return {algorithm, running_.at(algorithm).Value()};
  }

 private:
  void ReadPayloadHash(const S3Request& request);
  void ReadChecksum(const S3Request& request);
  void CheckChunks() const;
  void CheckChecksum() const;

  std::string md5_;           // Content-MD5
  std::string payload_hash_;  // x-amz-content-sha256, in digits
  std::string sent_;
  std::string value_;  // x-amz-checksum-..., else a trailer has it
  bool is_chunked_ = false;
  bool is_streaming_ = false;  // chunked, as x-amz-content-sha256 says
  std::string decoded_length_;
  AwsChunkedDecoder decoder_;
  std::uint64_t size_ = 0;
  std::optional<RunningChecksum> payload_;
  std::map<std::string, RunningChecksum> running_;
};

}  // namespace http
