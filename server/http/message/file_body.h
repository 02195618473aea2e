// A response's body that is sent from files, and never in memory as a whole.
#pragma once

#include <cstdint>
#include <optional>

namespace http {

// Part of an open file.
struct FilePart {
  int descriptor = -1;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

class FileBody {
 public:
  FileBody() = default;
  virtual ~FileBody() = default;
  FileBody(const FileBody&) = delete;
  FileBody& operator=(const FileBody&) = delete;

  // Of the whole, in bytes.
  virtual std::uint64_t length() const = 0;
  // The next part, open until the next call; nothing at the end. Throws std::runtime_error for
  // a file that is gone or is shorter than it was.
  virtual std::optional<FilePart> Next() = 0;
};

}  // namespace http
