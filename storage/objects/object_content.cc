#include "storage/objects/object_content.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/objects/user_directory.h"

namespace storage {

namespace {

constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;

[[noreturn]] void Fail(const std::filesystem::path& file, int error) {
  const std::string text = "cannot write " + file.string() + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT) throw DiskFull(text);
  throw std::runtime_error(text);
}

}  // namespace

std::int64_t WrittenAt(const struct stat& file) {
  return std::int64_t{file.st_mtim.tv_sec} * 1'000'000'000 + file.st_mtim.tv_nsec;
}

IncomingContent::IncomingContent(std::filesystem::path file)
    : file_(std::move(file)), digest_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  EVP_DigestInit_ex(digest_.get(), EVP_md5(), nullptr);
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor_ < 0) Fail(file_, errno);
}

IncomingContent::~IncomingContent() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!kept_) ::unlink(file_.c_str());
}

void IncomingContent::Append(std::string_view piece) {
  EVP_DigestUpdate(digest_.get(), piece.data(), piece.size());
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) Fail(file_, errno);
    size_ += static_cast<std::uint64_t>(written);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
}

const std::string& IncomingContent::Md5() {
  if (md5_.empty()) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(digest_.get(), bytes.data(), &size);
    md5_.assign(bytes.begin(), bytes.begin() + size);
  }
  return md5_;
}

void IncomingContent::Keep() {
  kept_ = true;
}

OutgoingContent::OutgoingContent(std::vector<Segment> segments, std::uint64_t offset,
                                 std::uint64_t length, std::shared_ptr<void> reading)
    : segments_(std::move(segments)),
      offset_(offset),
      left_(length),
      reading_(std::move(reading)) {}

OutgoingContent::~OutgoingContent() {
  Close();
}

void OutgoingContent::Close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void OutgoingContent::Open(const Segment& segment) {
  descriptor_ = segment.directory
                    ? segment.directory->OpenFile(segment.file)
                    : ::open(segment.file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  CheckUnchanged(segment);
}

void OutgoingContent::CheckUnchanged(const Segment& segment) const {
  struct stat found {};

  if (descriptor_ < 0 || ::fstat(descriptor_, &found) != 0 ||
      static_cast<std::uint64_t>(found.st_size) < segment.size ||
      (segment.written_at != 0 && segment.written_at != WrittenAt(found))) {
    throw std::runtime_error("the content in " + segment.file.string() +
                             " is gone or has changed");
  }
}

std::optional<FilePart> OutgoingContent::Next() {
  while (at_ < segments_.size() && offset_ >= segments_[at_].size) {
    offset_ -= segments_[at_++].size;
    Close();
  }
  if (left_ == 0 || at_ == segments_.size()) return std::nullopt;
  const Segment& segment = segments_[at_];
  if (descriptor_ < 0) {
    Open(segment);
  } else {
    CheckUnchanged(segment);
  }
  // The user may write to the file meanwhile: then the rest is not sent.
  const std::uint64_t most = segment.written_at == 0 ? left_ : std::min(left_, kPiece);
  const FilePart part{descriptor_, offset_, std::min(most, segment.size - offset_)};
  left_ -= part.length;
  offset_ += part.length;
  return part;
}

void OutgoingContent::ForEachPiece(const std::function<void(std::string_view)>& take) {
  std::string piece;
  while (const auto part = Next()) {
    for (std::uint64_t done = 0; done < part->length; done += piece.size()) {
      piece.resize(std::min(kPiece, part->length - done));
      const ssize_t size = ::pread(part->descriptor, piece.data(), piece.size(),
                                   static_cast<off_t>(part->offset + done));
      if (size <= 0) throw std::runtime_error("an object's content was cut short");
      piece.resize(static_cast<std::size_t>(size));
      take(piece);
    }
  }
}

}  // namespace storage
