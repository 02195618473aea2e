#include "server/journal/refusals.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/plain_words.h"
#include "engine/text/shortened.h"
#include "server/journal/journal.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostOfAName = 400;

// A client id and a topic may have 65,535 bytes each.
void Shorten(std::string& text) {
  if (text.size() > kMostOfAName) text = engine::Shortened(text, kMostOfAName) + "...";
}

// Over HTTPS a device is known by its certificate alone.
std::string Who(const json& refusal) {
  if (refusal.contains("clientId")) return "client " + refusal["clientId"].get<std::string>();
  return "certificate " + refusal.at("principal").get<std::string>();
}

std::string Why(const json& refusal) {
  if (refusal.contains("why")) {
    auto why = refusal["why"].get<std::string>();
    if (refusal.contains("rule")) {
      why += " (--lift " + refusal["rule"].get<std::string>() + " allows it)";
    }
    return why;
  }
  if (!refusal.contains("principal")) {
    return "it has not shown a certificate, and so it has no policies";
  }
  if (!refusal.contains("denied")) {
    return "no policy allows it; this statement would: " +
           refusal.at("missing").get<std::string>();
  }
  const json& denied = refusal["denied"];
  return "statement " + denied.at("statement").dump() + " of policy " +
         denied.at("policyName").get<std::string>() + ", version " +
         denied.at("policyVersionId").get<std::string>() + ", denies it";
}

}  // namespace

json WithText(json refusal) {
  for (const char* member : {"clientId", "resource"}) {
    if (refusal.contains(member)) Shorten(refusal[member].get_ref<std::string&>());
  }
  std::string text = Who(refusal) + " is refused " + refusal.at("action").get<std::string>();
  if (refusal.contains("resource")) text += " on " + refusal["resource"].get<std::string>();
  text += ": " + Why(refusal);
  refusal["text"] = std::move(text);
  return refusal;
}

json Refusals(const Journal& journal) {
  json list = json::array();
  const auto& entries = journal.All<RefusalEntry>();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    list.push_back(std::get<RefusalEntry>(entry->what).shown);
    list.back()["at"] = engine::PlainInstant(entry->at);
  }
  return {{"refusals", std::move(list)}};
}

}  // namespace server
