#include "server/s3/request/aws_chunked.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "server/s3/request/s3_request.h"

namespace http {
namespace {

constexpr std::size_t kLongestLine = 4096;

[[noreturn]] void Malformed() {
  throw S3Error(400, "IncompleteBody",
                "The request body terminated unexpectedly or is not in the aws-chunked "
                "encoding");
}

constexpr std::size_t kMostTrailers = 16;

// "x-amz-checksum-crc32:AAAAAA==".
std::pair<std::string, std::string> TrailerIn(const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || colon == 0) MalformedTrailer();
  std::string name = line.substr(0, colon);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string value = line.substr(colon + 1);
  value.erase(0, value.find_first_not_of(' '));
  value.erase(value.find_last_not_of(' ') + 1);
  return {std::move(name), std::move(value)};
}

}  // namespace

void MalformedTrailer() {
  throw S3Error(400, "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not "
                "conform to our published schema.");
}

// "10000;chunk-signature=..." announces a chunk.
void AwsChunkedDecoder::TakeLine() {
  if (state_ == State::kTrailer) {
    if (line_.empty()) {
      state_ = State::kEnd;
    } else {
      if (trailers_.size() == kMostTrailers) MalformedTrailer();
      trailers_.push_back(TrailerIn(line_));
    }
    return;
  }
  if (state_ == State::kContentEnd) {
    if (!line_.empty()) Malformed();
    state_ = State::kSize;
    return;
  }
  const std::string_view size = std::string_view(line_).substr(0, line_.find(';'));
  const auto [end, failure] =
      std::from_chars(size.data(), size.data() + size.size(), left_, 16);
  if (size.empty() || failure != std::errc{} || end != size.data() + size.size()) Malformed();
  state_ = left_ == 0 ? State::kTrailer : State::kContent;
}

void AwsChunkedDecoder::Take(std::string_view piece,
                             const std::function<void(std::string_view)>& content) {
  while (!piece.empty()) {
    if (state_ == State::kEnd) {
      if (piece.find_first_not_of("\r\n") != std::string_view::npos) Malformed();
      return;
    }
    if (state_ == State::kContent) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece.size()));
      content(piece.substr(0, size));
      piece.remove_prefix(size);
      left_ -= size;
      if (left_ == 0) state_ = State::kContentEnd;
      continue;
    }
    const std::size_t end = piece.find('\n');
    line_ += piece.substr(0, end);
    if (line_.size() > kLongestLine) Malformed();
    if (end == std::string_view::npos) return;
    piece.remove_prefix(end + 1);
    if (line_.ends_with('\r')) line_.pop_back();
    TakeLine();
    line_.clear();
  }
}

}  // namespace http
