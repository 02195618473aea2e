#include "engine/registry/search_query.h"

#include <algorithm>
#include <array>

#include "engine/registry/indexed_value.h"

namespace engine {

namespace {

bool SameCharacter(int symbol, char c) {
  return symbol == TextPattern::kAnyCharacter || symbol == SymbolFor(c);
}

// Goes back to the last wildcard only, so the time is bounded by the product of both lengths.
bool MatchesText(const std::vector<int>& symbols, std::string_view text) {
  std::size_t at = 0;
  std::size_t symbol = 0;
  std::optional<std::size_t> wildcard;
  std::size_t resume = 0;
  while (at < text.size()) {
    if (symbol < symbols.size() && symbols[symbol] == TextPattern::kAnyText) {
      wildcard = symbol++;
      resume = at;
    } else if (symbol < symbols.size() && SameCharacter(symbols[symbol], text[at])) {
      ++symbol;
      ++at;
    } else if (wildcard) {
      symbol = *wildcard + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(symbols.begin() + static_cast<std::ptrdiff_t>(symbol), symbols.end(),
                     [](int rest) { return rest == TextPattern::kAnyText; });
}

bool MayBeNumber(std::string_view field) {
  return field.starts_with("attributes.") || field == "connectivity.timestamp";
}

bool MatchesPattern(const TextPattern& pattern, std::string_view field,
                    std::string_view value) {
  if (MatchesText(pattern.symbols, value)) return true;
  if (!pattern.number || !MayBeNumber(field)) return false;
  const auto number = NumberIn(value);
  return number && *number == *pattern.number;
}

template <typename Value>
bool IsWithin(const Value& value, const std::optional<RangeEnd>& low, const Value& least,
              const std::optional<RangeEnd>& high, const Value& most) {
  if (low && (value < least || (value == least && !low->included))) return false;
  return !high || value < most || (value == most && high->included);
}

// A range between numbers holds numbers, any other one texts.
bool MatchesRange(const ValueRange& range, std::string_view value) {
  if (!range.low && !range.high) return true;
  if ((!range.low || range.low->number) && (!range.high || range.high->number)) {
    const auto number = NumberIn(value);
    return number && IsWithin(*number, range.low, range.low ? *range.low->number : 0,
                              range.high, range.high ? *range.high->number : 0);
  }
  return IsWithin(LowerCase(value), range.low, range.low ? range.low->text : "", range.high,
                  range.high ? range.high->text : "");
}

bool MatchesTerm(const QueryTerm& term, const IndexDocument& document) {
  return std::any_of(document.begin(), document.end(), [&](const auto& field) {
    const auto& [name, value] = field;
    if (!term.field.empty() && term.field != name) return false;
    if (const auto* pattern = std::get_if<TextPattern>(&term.value)) {
      return MatchesPattern(*pattern, name, value);
    }
    return MatchesRange(std::get<ValueRange>(term.value), value);
  });
}

}  // namespace

bool Matches(const SearchQuery& query, const IndexDocument& document) {
  std::array<bool, kMostQueryTerms + 1> stack{};
  std::size_t height = 0;
  for (const QueryStep& step : query.steps) {
    switch (step.kind) {
      case QueryStep::Kind::kTerm:
        stack[height++] = MatchesTerm(query.terms[step.term], document);
        break;
      case QueryStep::Kind::kNot:
        stack[height - 1] = !stack[height - 1];
        break;
      case QueryStep::Kind::kAnd:
        --height;
        stack[height - 1] = stack[height - 1] && stack[height];
        break;
      case QueryStep::Kind::kOr:
        --height;
        stack[height - 1] = stack[height - 1] || stack[height];
        break;
    }
  }
  return stack[0];
}

bool NamesField(const SearchQuery& query, std::string_view beginning) {
  return std::any_of(query.terms.begin(), query.terms.end(), [&](const QueryTerm& term) {
    return !term.field.empty() && term.field.starts_with(beginning);
  });
}

bool AsksFor(const SearchQuery& query, std::string_view beginning) {
  return std::any_of(query.terms.begin(), query.terms.end(), [&](const QueryTerm& term) {
    return term.field.empty() || term.field.starts_with(beginning);
  });
}

}  // namespace engine
