#include "server/http/connections/mishap_sender.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include "engine/faults/corruption.h"
#include "server/http/message/file_body.h"

namespace http {

namespace {

namespace asio = boost::asio;
using net::Awaitable;
using net::error_code;
using net::Into;

constexpr int kTurnsASecond = 10;

// All that is to be sent, piece by piece: the text, then the file.
class Content {
 public:
  Content(const std::string& text, FileBody* file) : text_(text), file_(file) {}

  // At most so much; empty at the end.
  std::string Next(std::size_t most) {
    if (at_ < text_.size()) {
      const std::size_t from = at_;
      at_ = std::min(at_ + most, text_.size());
      return text_.substr(from, at_ - from);
    }
    if (file_ == nullptr) return {};
    if (!part_ || part_->length == 0) part_ = file_->Next();
    if (!part_) return {};
    std::string piece(std::min<std::uint64_t>(most, part_->length), '\0');
    const ssize_t read = ::pread(part_->descriptor, piece.data(), piece.size(),
                                 static_cast<off_t>(part_->offset));
    if (read <= 0) return {};
    piece.resize(static_cast<std::size_t>(read));
    part_->offset += piece.size();
    part_->length -= piece.size();
    return piece;
  }

 private:
  const std::string& text_;
  std::size_t at_ = 0;
  FileBody* const file_;
  std::optional<FilePart> part_;
};

// Nothing more is said; what the client says is not heard.
Awaitable<void> StaySilent(Stream& stream, std::chrono::milliseconds limit) {
  error_code error;
  std::string nowhere(kChunk, '\0');
  stream.expires_after(limit);
  while (!error) co_await stream.async_read_some(asio::buffer(nowhere), Into(error));
}

// The first `most` bytes, as fast as the mishap lets them go. Returns whether they are sent.
Awaitable<bool> Send(Stream& stream, Content content, std::uint64_t most, std::uint64_t spoilt,
                     const Mishap& mishap, std::chrono::milliseconds patience) {
  const auto rate = static_cast<std::uint64_t>(mishap.bytes_per_second);
  const std::uint64_t turn =
      rate == 0 ? kChunk : std::clamp<std::uint64_t>(rate / kTurnsASecond, 1, kChunk);
  net::Timer pause(stream.get_executor());
  error_code error;
  std::uint64_t sent = 0;
  while (sent < most) {
    std::string piece =
        content.Next(static_cast<std::size_t>(std::min<std::uint64_t>(turn, most - sent)));
    if (piece.empty()) break;
    if (mishap.is_spoilt && spoilt >= sent && spoilt < sent + piece.size()) {
      piece[spoilt - sent] = engine::Spoilt(piece[spoilt - sent]);
    }
    sent += piece.size();
    stream.expires_after(patience);
    co_await asio::async_write(stream, asio::buffer(piece), Into(error));
    if (error) co_return false;
    if (rate == 0) continue;
    pause.expires_after(std::chrono::microseconds(1'000'000 * piece.size() / rate));
    co_await pause.async_wait(Into(error));
  }
  co_return sent == most;
}

}  // namespace

Awaitable<bool> SendByMishap(Stream& stream, const std::string& text, const Response& response,
                             bool is_head, const HttpServer::Limits& limits) {
  using Ended = Mishap::End;
  const Mishap& mishap = *response.mishap;
  if (mishap.end == Ended::kInstead) co_return false;
  if (mishap.end == Ended::kNothing) {
    co_await StaySilent(stream, limits.between_requests);
    co_return false;
  }
  const bool has_file = response.file != nullptr && !is_head;
  const std::uint64_t body = is_head    ? 0
                             : has_file ? response.file->length()
                                        : response.body.size();
  const std::uint64_t head = has_file || is_head ? text.size() : text.size() - body;
  const bool is_half = mishap.end == Ended::kHalfway || mishap.end == Ended::kStallsHalfway;
  const std::uint64_t most = head + (is_half ? body / 2 : body);
  const std::uint64_t spoilt =
      body == 0 ? std::numeric_limits<std::uint64_t>::max() : head + engine::SpoiltByte(body);
  const bool sent =
      co_await Send(stream, Content(text, has_file ? response.file.get() : nullptr), most,
                    spoilt, mishap, limits.whole_request);
  if (sent && mishap.end == Ended::kStallsHalfway) {
    co_await StaySilent(stream, limits.between_requests);
  }
  co_return sent&& mishap.end == Ended::kOfAnswer;
}

}  // namespace http
