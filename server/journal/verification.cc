#include "server/journal/verification.h"

#include <algorithm>

#include "engine/plain_words.h"
#include "server/journal/account.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostShown = 20;

std::string Times(std::size_t count) {
  if (count == 0) return "never";
  return count == 1 ? "once" : std::to_string(count) + " times";
}

std::string Wanted(std::size_t least, std::optional<std::size_t> most) {
  if (!most) return "at least " + Times(least);
  return *most == 0 ? Times(0) : "exactly " + Times(*most);
}

std::vector<const Entry*> Matching(const Journal& journal, const EntryFilter& filter) {
  std::vector<const Entry*> entries = journal.Everything();
  std::erase_if(entries, [&](const Entry* entry) { return !Matches(*entry, filter); });
  return entries;
}

// "the 2nd" is said by its number: people count from one.
std::string Place(std::size_t index) {
  return "number " + std::to_string(index + 1);
}

}  // namespace

Verification VerifyCount(const Journal& journal, const EntryFilter& filter, std::size_t least,
                         std::optional<std::size_t> most) {
  const std::vector<const Entry*> entries = Matching(journal, filter);
  Verification verification{.entries = json::array()};
  const std::size_t shown = std::min(entries.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) verification.entries.push_back(Told(*entries[i]));
  verification.text = "it happened " + Times(entries.size());
  verification.holds = entries.size() >= least && (!most || entries.size() <= *most);
  if (!verification.holds) verification.text += "; expected: " + Wanted(least, most);
  const bool is_certain = entries.size() >= least && !most;
  if (verification.holds && !is_certain && journal.HasForgotten(filter)) {
    verification.holds = false;
    verification.text +=
        ", as far as the journal knows; but it has forgotten some of that kind: say since, or "
        "reset before";
  }
  return verification;
}

Verification VerifyOrder(const Journal& journal, const std::vector<EntryFilter>& filters) {
  Verification verification{.holds = true, .entries = json::array()};
  const std::vector<const Entry*> entries = journal.Everything();
  auto entry = entries.begin();
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const auto matches = [&](const Entry* one) { return Matches(*one, filters[i]); };
    const auto found = std::find_if(entry, entries.end(), matches);
    if (found != entries.end()) {
      if (verification.entries.size() < kMostShown)
        verification.entries.push_back(Told(**found));
      entry = found + 1;
      continue;
    }
    verification.holds = false;
    const auto before = std::find_if(entries.begin(), entry, matches);
    if (before == entry) {
      verification.text = Place(i) + " has not happened";
    } else {
      verification.text = Place(i) + " has not happened after " + Place(i - 1) +
                          ", but before it, at " + engine::PlainInstant((*before)->at);
      verification.entries.push_back(Told(**before));
    }
    return verification;
  }
  verification.text = "all " + std::to_string(filters.size()) + " happened in this order";
  return verification;
}

}  // namespace server
