// The text of a search query, read from left to right.
#pragma once

#include <string>
#include <string_view>

namespace engine {

// Thrown where the text cannot be read on.
struct WrongQuerySyntax {};

class QueryText {
 public:
  explicit QueryText(std::string_view text) : text_(text) {}

  std::string_view whole() const { return text_; }

  // In Unicode characters.
  std::size_t Length() const;

  bool AtEnd() const { return at_ == text_.size(); }

  bool IsAt(std::string_view beginning) const {
    return text_.substr(at_).starts_with(beginning);
  }

  bool IsAtOneOf(std::string_view characters) const {
    return !AtEnd() && characters.find(text_[at_]) != std::string_view::npos;
  }

  void SkipBlanks();
  void SkipAll(std::string_view characters);

  // The next character, which must be there.
  char Next() { return text_[at_++]; }

  // These pass over what they find, and over blanks before it.
  bool Take(std::string_view characters);
  bool TakeWord(std::string_view word);

  // A word as it is written, empty when there is none.
  std::string_view Word();
  // What is quoted here, as it is written.
  std::string_view Quoted();
  // What comes before the first of the characters.
  std::string_view Until(std::string_view characters);

  std::size_t at() const { return at_; }

  void GoBackTo(std::size_t at) { at_ = at; }

 private:
  const std::string_view text_;
  std::size_t at_ = 0;
};

// Less the backslashes that escape.
std::string Unescaped(std::string_view raw);

}  // namespace engine
