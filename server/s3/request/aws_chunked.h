// The body encoding aws-chunked: SDKs use it to sign or to check a body while they send it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

class AwsChunkedDecoder {
 public:
  using Trailers = std::vector<std::pair<std::string, std::string>>;

  // Hands the content on, piece by piece. Signatures are passed over. Throws S3Error for what
  // is not in this encoding.
  void Take(std::string_view piece, const std::function<void(std::string_view)>& content);

  // Whether the last chunk has come, and no half line after it.
  bool is_complete() const {
    return state_ == State::kEnd || (state_ == State::kTrailer && line_.empty());
  }

  // Names in lower case.
  const Trailers& trailers() const { return trailers_; }

 private:
  enum class State { kSize, kContent, kContentEnd, kTrailer, kEnd };

  void TakeLine();

  State state_ = State::kSize;
  std::string line_;
  std::uint64_t left_ = 0;  // of this chunk
  Trailers trailers_;
};

// Throws S3Error.
[[noreturn]] void MalformedTrailer();

}  // namespace http
