// Reads a search query. AWS: the grammar is Lucene's: clauses joined by OR, which holds looser
// than AND; clauses that merely stand beside each other must all hold, which is looser still.
// Wrong syntax is reported before too many terms, and those before the first of any other
// mistakes.
#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "engine/error.h"
#include "engine/registry/indexed_value.h"
#include "engine/registry/query_text.h"
#include "engine/registry/search_query.h"

namespace engine {

namespace {

constexpr std::size_t kMostWildcards = 2;

class Parser {
 public:
  Parser(std::string_view text, const IndexedFields& fields) : text_(text), fields_(fields) {}

  SearchQuery Parse();

 private:
  using Kind = QueryStep::Kind;

  Error Invalid(const std::string& what) const;
  // Keeps the first mistake that is none of syntax.
  void Note(Error mistake);
  void NotIndexed(std::string kind);

  void Clauses();
  void AnyOf();
  void AllOf();
  void MaybeNegated();
  void Clause();
  void Group();
  // What follows "field:", or stands alone.
  void Value();
  void Comparison(char operation);
  void RangeOfValues();
  std::optional<RangeEnd> EndOfRange();
  void RegularExpression();
  void Suffixes(const char* tilde);

  void CheckField();
  void CheckWildcards(std::string_view word);
  void AddPattern(std::string_view word);
  void AddTerm(std::variant<TextPattern, ValueRange> value);

  void AddStep(Kind kind) { query_.steps.push_back({kind}); }

  QueryText text_;
  const IndexedFields& fields_;
  std::string field_;  // that the values being read are of
  int leading_wildcards_ = 0;
  std::optional<Error> mistake_;
  SearchQuery query_;
};

Error Parser::Invalid(const std::string& what) const {
  return {ErrorCode::kInvalidQuery,
          "Unable to parse query, " + what + ", query string: " + std::string(text_.whole())};
}

void Parser::Note(Error mistake) {
  if (!mistake_) mistake_.emplace(std::move(mistake));
}

// AWS: "deviceDefender" is written "Devicedefender" here.
void Parser::NotIndexed(std::string kind) {
  kind = LowerCase(kind);
  kind[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(kind[0])));
  Note({ErrorCode::kInvalidRequest, "Query includes one or more constraints for " + kind +
                                        " attribute, but " + kind +
                                        " indexing is not enabled for AWS_Things index"});
}

SearchQuery Parser::Parse() {
  // The length bounds the depth of parentheses, and with it the stack.
  if (text_.Length() > kLongestQuery) {
    throw Error(ErrorCode::kInvalidQuery, "A query can have at most 1000 characters.");
  }
  try {
    Clauses();
    if (!text_.AtEnd()) throw WrongQuerySyntax();
  } catch (const WrongQuerySyntax&) {
    throw Invalid("invalid syntax");
  }
  if (query_.terms.size() > kMostQueryTerms) {
    throw Invalid("number of terms cannot exceed 12, terms found: " +
                  std::to_string(query_.terms.size()));
  }
  if (mistake_) throw Error(*mistake_);
  return std::move(query_);
}

void Parser::Clauses() {
  AnyOf();
  for (;;) {
    text_.SkipBlanks();
    if (text_.AtEnd() || text_.IsAt(")")) return;
    AnyOf();
    AddStep(Kind::kAnd);
  }
}

void Parser::AnyOf() {
  AllOf();
  while (text_.TakeWord("OR") || text_.TakeWord("||")) {
    AllOf();
    AddStep(Kind::kOr);
  }
}

void Parser::AllOf() {
  MaybeNegated();
  while (text_.TakeWord("AND") || text_.TakeWord("&&")) {
    MaybeNegated();
    AddStep(Kind::kAnd);
  }
}

void Parser::MaybeNegated() {
  if (text_.TakeWord("NOT") || text_.Take("!") || text_.Take("-")) {
    Clause();
    AddStep(Kind::kNot);
    return;
  }
  if (text_.Take("+")) Note(Invalid("unsupported operator - \"+\""));
  Clause();
}

void Parser::Clause() {
  text_.SkipBlanks();
  if (text_.IsAtOneOf("-+")) throw WrongQuerySyntax();
  if (text_.IsAt("(")) return Group();
  const std::size_t start = text_.at();
  const std::string_view word = text_.Word();
  text_.SkipBlanks();
  if (word.empty() || !text_.IsAtOneOf(":=<>")) {
    text_.GoBackTo(start);
    return Value();
  }
  const char operation = text_.Next();
  const std::string outer = std::exchange(field_, Unescaped(word));
  CheckField();
  if (operation == '<' || operation == '>') {
    Comparison(operation);
  } else if (text_.SkipBlanks(); text_.IsAt("(")) {
    Group();
  } else {
    Value();
  }
  field_ = outer;
}

void Parser::Group() {
  text_.Next();
  Clauses();
  if (!text_.Take(")")) throw WrongQuerySyntax();
  Suffixes("fuzzy");
}

void Parser::Value() {
  text_.SkipBlanks();
  if (text_.IsAt("\"")) {
    TextPattern pattern;
    for (const char c : Unescaped(text_.Quoted())) pattern.symbols.push_back(SymbolFor(c));
    AddTerm(std::move(pattern));
    return Suffixes("proximity");
  }
  if (text_.IsAtOneOf("[{")) return RangeOfValues();
  if (text_.IsAt("/")) return RegularExpression();
  const std::string_view word = text_.Word();
  constexpr std::array<std::string_view, 6> kNoValues = {"", "AND", "OR", "NOT", "&&", "||"};
  if (std::find(kNoValues.begin(), kNoValues.end(), word) != kNoValues.end()) {
    throw WrongQuerySyntax();
  }
  CheckWildcards(word);
  AddPattern(word);
  Suffixes("fuzzy");
}

RangeEnd EndAt(std::string_view raw, bool is_quoted) {
  const std::string text = Unescaped(raw);
  return {.text = LowerCase(text), .number = is_quoted ? std::nullopt : NumberIn(text)};
}

void Parser::Comparison(char operation) {
  const bool included = text_.IsAt("=");
  if (included) text_.Next();
  text_.SkipBlanks();
  const bool is_quoted = text_.IsAt("\"");
  const std::string_view raw = is_quoted ? text_.Quoted() : text_.Word();
  if (raw.empty() && !is_quoted) throw WrongQuerySyntax();
  RangeEnd end = EndAt(raw, is_quoted);
  end.included = included;
  ValueRange range;
  (operation == '<' ? range.high : range.low) = std::move(end);
  AddTerm(std::move(range));
  Suffixes("fuzzy");
}

// AWS: only spaces separate here, and TO may be left out.
void Parser::RangeOfValues() {
  const bool low_included = text_.Next() == '[';
  text_.SkipAll(" ");
  if (text_.IsAt("TO ")) throw WrongQuerySyntax();
  ValueRange range{.low = EndOfRange()};
  text_.SkipAll(" ");
  if (text_.IsAt("TO ")) text_.Take("TO");
  text_.SkipAll(" ");
  if (text_.IsAt("TO]") || text_.IsAt("TO}")) throw WrongQuerySyntax();
  range.high = EndOfRange();
  text_.SkipAll(" ");
  if (!text_.IsAtOneOf("]}")) throw WrongQuerySyntax();
  const bool high_included = text_.Next() == ']';
  if (range.low) range.low->included = low_included;
  if (range.high) range.high->included = high_included;
  AddTerm(std::move(range));
}

// Nothing for an open end.
std::optional<RangeEnd> Parser::EndOfRange() {
  if (text_.IsAt("\"")) return EndAt(text_.Quoted(), true);
  const std::string_view raw = text_.Until(" ]}");
  if (raw.empty()) throw WrongQuerySyntax();
  if (raw == "*") return std::nullopt;
  return EndAt(raw, false);
}

void Parser::RegularExpression() {
  text_.Next();
  text_.Until("/");
  if (text_.AtEnd()) throw WrongQuerySyntax();
  text_.Next();
  Note(Invalid("unsupported query type - regular expression"));
  AddTerm(TextPattern{});
}

// ~2 and ^2 behind a value.
void Parser::Suffixes(const char* tilde) {
  while (text_.IsAtOneOf("~^")) {
    const char* type = text_.Next() == '~' ? tilde : "boost";
    Note(Invalid(std::string("unsupported query type - ") + type));
    text_.SkipAll("0123456789.");
  }
}

void Parser::CheckField() {
  switch (StateOf(field_, fields_)) {
    case FieldState::kIndexed:
      return;
    case FieldState::kNotIndexed:
      return NotIndexed(field_.substr(0, field_.find('.')));
    case FieldState::kNotEmulated:
      return Note({ErrorCode::kNotImplemented, "The field " + field_ + " is not emulated."});
    case FieldState::kUnknown:
      return Note(Invalid("invalid field name, field name: " + field_));
  }
}

void Parser::CheckWildcards(std::string_view word) {
  const auto refuse = [&](const std::string& why) {
    const std::string where = field_.empty() ? "" : ", field name: " + field_;
    Note(Invalid("invalid value - " + why + where + ", value: " + std::string(word)));
  };
  std::size_t wildcards = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\\') {
      ++i;
    } else if (word[i] == '*') {
      ++wildcards;
    }
  }
  if (wildcards > kMostWildcards) {
    refuse("too many wildcards (*). The maximum allowed per term is 2");
  }
  if (word.starts_with('?')) {
    refuse("wildcard character (?) is not allowed at the start of the value");
  }
  if (!word.starts_with('*') || word.size() == 1) return;
  if (++leading_wildcards_ > 1) {
    refuse("wildcard character (*) is allowed at the start of one value only");
  }
  if (text_.Length() > kLongestQueryWithLeadingWildcard) {
    refuse("a query with a leading wildcard can have at most 100 characters");
  }
}

void Parser::AddPattern(std::string_view word) {
  TextPattern pattern{.number = NumberIn(Unescaped(word))};
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '*') {
      pattern.symbols.push_back(TextPattern::kAnyText);
    } else if (word[i] == '?') {
      pattern.symbols.push_back(TextPattern::kAnyCharacter);
    } else {
      if (word[i] == '\\') ++i;
      pattern.symbols.push_back(SymbolFor(word[i]));
    }
  }
  AddTerm(std::move(pattern));
}

void Parser::AddTerm(std::variant<TextPattern, ValueRange> value) {
  query_.steps.push_back({Kind::kTerm, query_.terms.size()});
  query_.terms.push_back({field_, std::move(value)});
}

}  // namespace

SearchQuery ParseSearchQuery(std::string_view text, const IndexedFields& fields) {
  return Parser(text, fields).Parse();
}

}  // namespace engine
