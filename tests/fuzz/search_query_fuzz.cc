// Any search query, read and asked of a thing; and what is read must not depend on blanks at
// its ends. First line: a value of the thing; the rest is the query.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/error.h"
#include "engine/registry/search_query.h"

namespace {

void Require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), size);
  const std::string value(input.substr(0, line));
  const std::string query(input.substr(line < size ? line + 1 : size));
  const engine::IndexDocument document = {{"thingName", "lamp"},
                                          {"thingGroupNames", value},
                                          {"attributes.x", value},
                                          {"connectivity.connected", "false"}};
  for (const engine::IndexedFields& fields :
       {engine::IndexedFields{}, engine::IndexedFields{.connectivity = true, .shadows = true},
        engine::IndexedFields{.thing_groups = true}}) {
    try {
      const auto read = engine::ParseSearchQuery(query, fields);
      Require(!read.terms.empty() && read.terms.size() <= engine::kMostQueryTerms);
      const bool found = engine::Matches(read, document);
      if (query.size() + 2 <= engine::kLongestQuery) {
        const auto negated = engine::ParseSearchQuery("-(" + query + ")", fields);
        Require(engine::Matches(negated, document) != found);
      }
    } catch (const engine::Error& refusal) {
      Require(refusal.code != engine::ErrorCode::kInternalFailure);
    }
  }
  return 0;
}
