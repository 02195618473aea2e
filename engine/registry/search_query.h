// The query language of fleet indexing, in which SearchIndex and dynamic thing groups ask.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/registry/indexed_fields.h"

namespace engine {

// What an index holds of one thing or thing group: the names of its fields and their values. A
// field with several values is there several times.
using IndexDocument = std::vector<std::pair<std::string, std::string>>;

// A whole value: bytes in lower case, and symbols that stand for any text or any byte.
struct TextPattern {
  static constexpr int kAnyText = 256;
  static constexpr int kAnyCharacter = 257;

  std::vector<int> symbols;
  std::optional<double> number;  // what the text says when it can be read as a number
};

struct RangeEnd {
  std::string text;  // in lower case
  std::optional<double> number;
  bool included = true;
};

// A missing end is open.
struct ValueRange {
  std::optional<RangeEnd> low, high;
};

struct QueryTerm {
  std::string field;  // empty: any
  std::variant<TextPattern, ValueRange> value;
};

struct QueryStep {
  enum class Kind { kTerm, kNot, kAnd, kOr };

  Kind kind;
  std::size_t term = 0;
};

// A query that has been read: its terms, and how they are put together, in postfix notation.
struct SearchQuery {
  std::vector<QueryTerm> terms;
  std::vector<QueryStep> steps;
};

inline constexpr std::size_t kMostQueryTerms = 12;
inline constexpr std::size_t kLongestQuery = 1000;                    // characters
inline constexpr std::size_t kLongestQueryWithLeadingWildcard = 100;  // characters

// Throws InvalidQuery, InvalidRequest for a field whose indexing is off, and NotImplemented for
// one that AWS has and the emulator has not.
SearchQuery ParseSearchQuery(std::string_view text, const IndexedFields& fields);

bool Matches(const SearchQuery& query, const IndexDocument& document);

// Whether a term names a field whose name begins so.
bool NamesField(const SearchQuery& query, std::string_view beginning);
// Whether the answer can depend on such a field: a term without a field looks at all.
bool AsksFor(const SearchQuery& query, std::string_view beginning);

}  // namespace engine
