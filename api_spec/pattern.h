// A pattern of AWS's, which a whole text must match.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace api_spec {

class Pattern {
 public:
  explicit Pattern(std::string text);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Throws std::runtime_error for a pattern that RE2 does not know.
  bool Matches(std::string_view value) const;

  const std::string& Text() const { return text_; }  // as AWS's messages show it

 private:
  const std::string text_;
  // Made when it is first asked for: most patterns never are, and each takes a few KB, and a
  // hundred of them a tenth of the program's start.
  mutable std::unique_ptr<const re2::RE2> compiled_;
  mutable std::once_flag made_;
};

}  // namespace api_spec
