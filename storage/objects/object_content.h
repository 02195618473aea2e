// The bytes of objects: files on their way in and on their way out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_ctx_st;  // OpenSSL's
struct stat;           // the system's

namespace storage {

class UserDirectory;

class DiskFull : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A file of an object's content. An object that was uploaded in parts has several.
struct Segment {
  std::filesystem::path file;
  std::uint64_t size = 0;
  // When a file of the user's was last written to, in nanoseconds; 0: it is not the user's.
  std::int64_t written_at = 0;
  // That such a file is in; it is named from there.
  std::shared_ptr<UserDirectory> directory{};
};

// In nanoseconds.
std::int64_t WrittenAt(const struct stat& file);

// Content on its way in. It vanishes with this object unless it is kept.
class IncomingContent {
 public:
  // Makes the file. Throws DiskFull, or std::runtime_error when it can't.
  explicit IncomingContent(std::filesystem::path file);
  ~IncomingContent();
  IncomingContent(const IncomingContent&) = delete;
  IncomingContent& operator=(const IncomingContent&) = delete;

  // Throws as the constructor; what came before is lost then.
  void Append(std::string_view piece);
  // The MD5 of all pieces, sixteen bytes. Nothing may be appended any more.
  const std::string& Md5();
  // From now on the file is the caller's.
  void Keep();

  const std::filesystem::path& file() const { return file_; }

  std::uint64_t size() const { return size_; }

 private:
  const std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> digest_;
  std::string md5_;
  bool kept_ = false;
};

// Part of an open file.
struct FilePart {
  int descriptor = -1;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// Content on its way out: a range of an object, file by file.
class OutgoingContent {
 public:
  // Keeps `reading` for as long as it lives.
  OutgoingContent(std::vector<Segment> segments, std::uint64_t offset, std::uint64_t length,
                  std::shared_ptr<void> reading);
  ~OutgoingContent();
  OutgoingContent(const OutgoingContent&) = delete;
  OutgoingContent& operator=(const OutgoingContent&) = delete;

  // The next part, open until the next call; nothing at the end. Throws std::runtime_error for
  // a file that is gone or is another than it was.
  std::optional<FilePart> Next();

  // All that is left of it, by pieces of a megabyte at most. Throws as Next.
  void ForEachPiece(const std::function<void(std::string_view)>& take);

 private:
  void Open(const Segment& segment);
  void CheckUnchanged(const Segment& segment) const;
  void Close();

  const std::vector<Segment> segments_;
  std::size_t at_ = 0;
  std::uint64_t offset_;  // in the segment
  std::uint64_t left_;
  int descriptor_ = -1;
  const std::shared_ptr<void> reading_;
};

}  // namespace storage
