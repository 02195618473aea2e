// The body encoding aws-chunked: SDKs use it to sign or to check a body while they send it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace http {

class AwsChunkedDecoder {
 public:
  // Hands the content on, piece by piece. Signatures and trailers are passed over. Throws
  // S3Error for what is not in this encoding.
  void Take(std::string_view piece, const std::function<void(std::string_view)>& content);

  // Whether the last chunk has come.
  bool is_complete() const { return state_ == State::kTrailer || state_ == State::kEnd; }

 private:
  enum class State { kSize, kContent, kContentEnd, kTrailer, kEnd };

  void TakeLine();

  State state_ = State::kSize;
  std::string line_;
  std::uint64_t left_ = 0;  // of this chunk
};

}  // namespace http
