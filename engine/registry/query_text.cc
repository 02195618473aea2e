#include "engine/registry/query_text.h"

#include <algorithm>

namespace engine {

namespace {

constexpr std::string_view kBlanks = " \t\n\r";

bool IsWordCharacter(char c) {
  return kBlanks.find(c) == std::string_view::npos &&
         std::string_view("()\":^<>=[]{}~\\/!").find(c) == std::string_view::npos;
}

}  // namespace

std::size_t QueryText::Length() const {
  return static_cast<std::size_t>(std::count_if(text_.begin(), text_.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

void QueryText::SkipBlanks() {
  SkipAll(kBlanks);
}

void QueryText::SkipAll(std::string_view characters) {
  while (IsAtOneOf(characters)) ++at_;
}

bool QueryText::Take(std::string_view characters) {
  SkipBlanks();
  if (!IsAt(characters)) return false;
  at_ += characters.size();
  return true;
}

bool QueryText::TakeWord(std::string_view word) {
  SkipBlanks();
  const std::size_t end = at_ + word.size();
  if (!IsAt(word)) return false;
  if (end < text_.size() && (IsWordCharacter(text_[end]) || text_[end] == '\\')) return false;
  at_ = end;
  return true;
}

std::string_view QueryText::Word() {
  const std::size_t start = at_;
  while (!AtEnd()) {
    if (text_[at_] == '\\') {
      if (at_ + 1 == text_.size()) throw WrongQuerySyntax();
      at_ += 2;
    } else if (IsWordCharacter(text_[at_])) {
      ++at_;
    } else {
      break;
    }
  }
  return text_.substr(start, at_ - start);
}

std::string_view QueryText::Quoted() {
  const std::size_t start = ++at_;
  while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
  if (at_ >= text_.size()) throw WrongQuerySyntax();
  return text_.substr(start, at_++ - start);
}

std::string_view QueryText::Until(std::string_view characters) {
  const std::size_t start = at_;
  at_ = std::min(text_.find_first_of(characters, at_), text_.size());
  return text_.substr(start, at_ - start);
}

std::string Unescaped(std::string_view raw) {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) ++i;
    text += raw[i];
  }
  return text;
}

}  // namespace engine
