#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/broker/topic_filter.h"
#include "engine/error.h"
#include "server/journal/verification.h"
#include "server/tools/tools.h"

namespace tools {
namespace {

using nlohmann::json;

server::EntryFilter ReadWanted(const std::string& expectation, const json& wanted,
                               std::uint64_t since) {
  if (wanted.empty()) engine::RefuseRequest(expectation + " says nothing of the entry.");
  server::EntryFilter filter = server::FilterIn(wanted);
  if (!filter.topic.empty() && !engine::IsTopicFilter(filter.topic)) {
    engine::RefuseRequest("topic in " + expectation + " is no topic and no filter of topics.");
  }
  filter.since = since;
  return filter;
}

server::Verification VerifyOne(const server::Journal& journal, const std::string& expectation,
                               const json& wanted, std::uint64_t since) {
  if (expectation == "inOrder") {
    std::vector<server::EntryFilter> filters;
    for (const json& one : wanted) filters.push_back(ReadWanted(expectation, one, since));
    return server::VerifyOrder(journal, filters);
  }
  const server::EntryFilter filter = ReadWanted(expectation, wanted, since);
  if (expectation == "never") return server::VerifyCount(journal, filter, 0, 0);
  return server::VerifyCount(
      journal, filter, 1,
      expectation == "exactlyOnce" ? std::optional<std::size_t>(1) : std::nullopt);
}

std::string VerifiedAsText(const json& answer) {
  return answer["message"].get<std::string>() + "\n";
}

}  // namespace

// Several expectations at a time must all be met; the first that is not is told.
Answer VerifyJournal(Tools& tools, const json& input) {
  json expectations = input;
  expectations.erase("since");
  if (expectations.empty()) {
    engine::RefuseRequest("Say what to expect: exactlyOnce, atLeastOnce, never or inOrder.");
  }
  const auto since = input.value("since", std::uint64_t{0});
  std::vector<std::pair<std::string, server::Verification>> all;
  for (const auto& [expectation, wanted] : expectations.items()) {
    all.emplace_back(expectation, VerifyOne(tools.journal, expectation, wanted, since));
  }
  const auto failed =
      std::ranges::find_if(all, [](const auto& one) { return !one.second.holds; });
  const auto& [expectation, told] = failed == all.end() ? all.front() : *failed;
  Answer answer{.value = {{"held", told.holds},
                          {"message", expectation + ": " + told.text},
                          {"entries", told.entries}},
                .as_text = VerifiedAsText};
  if (!told.holds) answer.status = 417;
  return answer;
}

}  // namespace tools
