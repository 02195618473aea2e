#include "server/s3/content_checks.h"

#include <algorithm>

#include "engine/text/base64.h"
#include "engine/text/hex.h"

namespace http {
namespace {

constexpr std::string_view kChecksumPrefix = "x-amz-checksum-";
constexpr std::array kStreamingHashes = {
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"};

[[noreturn]] void InvalidRequest(const std::string& message) {
  throw S3Error(400, "InvalidRequest", message);
}

[[noreturn]] void InvalidValue(const std::string& header) {
  InvalidRequest("Value for " + header + " header is invalid.");
}

// "x-amz-checksum-crc32" is CRC32's. Throws NotImplemented for one that is not computed here.
std::string AlgorithmOf(const std::string& header) {
  for (const char* algorithm : kChecksumAlgorithms) {
    if (header == ChecksumHeader(algorithm)) return algorithm;
  }
  NotImplemented(header);
}

bool SaysNoValue(const std::string& header) {
  return header == "x-amz-checksum-mode" || header == "x-amz-checksum-algorithm" ||
         header == "x-amz-checksum-type";
}

bool IsSize(const std::string& value, std::size_t bytes) {
  const auto decoded = engine::FromBase64(value);
  return decoded && decoded->size() == bytes;
}

}  // namespace

ContentChecks::ContentChecks(const S3Request& request) {
  md5_ = request.Header("content-md5");
  if (!md5_.empty()) {
    if (!IsSize(md5_, ChecksumSize("MD5"))) {
      throw S3Error(400, "InvalidDigest", "The Content-MD5 you specified was invalid.",
                    {{"Content-MD5", md5_}});
    }
    Compute("MD5");
  }
  ReadPayloadHash(request);
  is_chunked_ = is_streaming_ ||
                request.Header("content-encoding").find("aws-chunked") != std::string::npos;
  decoded_length_ = request.Header("x-amz-decoded-content-length");
  if (is_streaming_ && decoded_length_.empty()) {
    throw S3Error(411, "MissingContentLength",
                  "You must provide the Content-Length HTTP header.");
  }
  ReadChecksum(request);
}

void ContentChecks::ReadPayloadHash(const S3Request& request) {
  constexpr char kHeader[] = "x-amz-content-sha256";
  const std::string hash = request.Header(kHeader);
  if (hash.empty() || hash == "UNSIGNED-PAYLOAD") return;
  is_streaming_ = std::find(kStreamingHashes.begin(), kStreamingHashes.end(), hash) !=
                  kStreamingHashes.end();
  if (is_streaming_) return;
  const auto bytes = engine::FromHex(hash);
  if (!bytes || bytes->size() != ChecksumSize("SHA256")) {
    std::string choices = "UNSIGNED-PAYLOAD, ";
    for (const char* streaming : kStreamingHashes) choices += std::string(streaming) + ", ";
    choices.replace(choices.size() - 2, 2, " or a valid sha256 value.");
    InvalidArgument(kHeader, hash, std::string(kHeader) + " must be " + choices);
  }
  payload_hash_ = engine::Hex(*bytes);
  payload_.emplace("SHA256");
}

void ContentChecks::ReadChecksum(const S3Request& request) {
  // AWS: those of CompleteMultipartUpload are the object's.
  const bool is_of_body = request.method != "POST" || !request.Has("uploadId");
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with(kChecksumPrefix) || SaysNoValue(name)) continue;
    const std::string algorithm = AlgorithmOf(name);
    if (!is_of_body) continue;
    if (!sent_.empty()) {
      InvalidRequest(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not "
          "allowed.");
    }
    if (!IsSize(value, ChecksumSize(algorithm))) InvalidValue(name);
    sent_ = algorithm;
    value_ = value;
  }
  if (const std::string trailer = request.Header("x-amz-trailer"); !trailer.empty()) {
    if (!trailer.starts_with(kChecksumPrefix) || SaysNoValue(trailer)) {
      InvalidRequest("The value specified in the x-amz-trailer header is not supported");
    }
    const std::string algorithm = AlgorithmOf(trailer);
    if (!sent_.empty() || !is_streaming_) InvalidValue("x-amz-trailer");
    sent_ = algorithm;
  }
  const std::string said = request.Header("x-amz-sdk-checksum-algorithm");
  if (!said.empty()) {
    if (sent_.empty()) {
      InvalidRequest(
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or "
          "x-amz-trailer headers were found.");
    }
    if (said != sent_) InvalidValue("x-amz-sdk-checksum-algorithm");
  }
  if (!sent_.empty()) Compute(sent_);
}

void ContentChecks::Take(std::string_view piece,
                         const std::function<void(std::string_view)>& content) {
  if (payload_) payload_->Take(piece);
  const auto take = [&](std::string_view decoded) {
    size_ += decoded.size();
    for (auto& [algorithm, running] : running_) running.Take(decoded);
    content(decoded);
  };
  if (is_chunked_) {
    decoder_.Take(piece, take);
  } else {
    take(piece);
  }
}

void ContentChecks::Finish() const {
  if (is_chunked_) CheckChunks();
  if (payload_ && engine::Hex(payload_->Bytes()) != payload_hash_) {
    throw S3Error(400, "XAmzContentSHA256Mismatch",
                  "The provided 'x-amz-content-sha256' header does not match what was "
                  "computed.",
                  {{"ClientComputedContentSHA256", payload_hash_},
                   {"S3ComputedContentSHA256", engine::Hex(payload_->Bytes())}});
  }
  if (!md5_.empty() && md5_ != running_.at("MD5").Value()) {
    throw S3Error(400, "BadDigest",
                  "The Content-MD5 you specified did not match what we received.",
                  {{"ExpectedDigest", md5_}, {"CalculatedDigest", running_.at("MD5").Value()}});
  }
  CheckChecksum();
}

void ContentChecks::CheckChunks() const {
  const bool other_length =
      !decoded_length_.empty() && decoded_length_ != std::to_string(size_);
  if (other_length || !decoder_.is_complete()) {
    throw S3Error(400, "IncompleteBody",
                  "You did not provide the number of bytes specified by the Content-Length "
                  "HTTP header");
  }
}

void ContentChecks::CheckChecksum() const {
  std::string value = value_;
  for (const auto& [name, sent] : decoder_.trailers()) {
    if (name == "x-amz-trailer-signature") continue;
    const bool announced = !sent_.empty() && value.empty() && name == ChecksumHeader(sent_);
    if (!announced) MalformedTrailer();
    value = sent;
  }
  if (sent_.empty()) return;
  if (value.empty()) MalformedTrailer();
  if (!IsSize(value, ChecksumSize(sent_))) InvalidValue(ChecksumHeader(sent_));
  if (value != running_.at(sent_).Value()) {
    throw S3Error(400, "BadDigest",
                  "The " + sent_ + " you specified did not match the calculated checksum.");
  }
}

}  // namespace http
