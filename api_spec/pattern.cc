#include "api_spec/pattern.h"

#include <re2/re2.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace api_spec {
namespace {

// AWS: patterns are Java's, whose \p{Upper} and the like are ASCII classes that RE2 writes
// otherwise. They occur within brackets only.
std::string ForRe2(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kJava{{
      {"\\p{Upper}", "[:upper:]"},
      {"\\p{Digit}", "[:digit:]"},
      {"\\p{Graph}", "[:graph:]"},
  }};
  for (const auto& [java, posix] : kJava) {
    for (std::size_t at; (at = text.find(java)) != std::string::npos;) {
      text.replace(at, java.size(), posix);
    }
  }
  return text;
}

std::unique_ptr<const re2::RE2> Compiled(const std::string& text) {
  auto compiled = std::make_unique<const re2::RE2>(ForRe2(text), re2::RE2::Quiet);
  if (!compiled->ok()) throw std::runtime_error("pattern " + text + ": " + compiled->error());
  return compiled;
}

}  // namespace

Pattern::Pattern(std::string text) : text_(std::move(text)) {}

Pattern::~Pattern() = default;

bool Pattern::Matches(std::string_view value) const {
  std::call_once(made_, [this] { compiled_ = Compiled(text_); });
  return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *compiled_);
}

}  // namespace api_spec
