#include "api_spec/violations.h"

namespace api_spec {
namespace {

// Ours: all violations are counted, the first ones are written out.
constexpr std::size_t kWrittenOut = 20;

}  // namespace

void Violations::Add(std::string_view value, std::string_view path,
                     std::string_view constraint) {
  if (count_ >= kWrittenOut) {
    ++count_;
    return;
  }
  std::string quoted = "'";
  quoted.append(value).append("'");
  Append(quoted, path, constraint);
}

void Violations::AddNull(std::string_view path) {
  Append("null", path, "Member must not be null");
}

void Violations::Append(std::string_view quoted_value, std::string_view path,
                        std::string_view constraint) {
  if (++count_ > kWrittenOut) return;
  if (!list_.empty()) list_ += "; ";
  list_.append("Value ").append(quoted_value).append(" at '").append(path);
  list_.append("' failed to satisfy constraint: ").append(constraint);
}

std::string Violations::Message() const {
  if (count_ == 0) return {};
  return std::to_string(count_) +
         (count_ == 1 ? " validation error detected: " : " validation errors detected: ") +
         list_;
}

}  // namespace api_spec
