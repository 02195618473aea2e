// An object's content, or a range of it, as the body of an answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "server/http/message/file_body.h"
#include "storage/objects/object_content.h"

namespace http {

class ObjectBody : public FileBody {
 public:
  ObjectBody(std::unique_ptr<storage::OutgoingContent> content, std::uint64_t length)
      : content_(std::move(content)), length_(length) {}

  std::uint64_t length() const override { return length_; }

  std::optional<FilePart> Next() override {
    const auto part = content_->Next();
    if (!part) return std::nullopt;
    return FilePart{part->descriptor, part->offset, part->length};
  }

 private:
  const std::unique_ptr<storage::OutgoingContent> content_;
  const std::uint64_t length_;
};

}  // namespace http
