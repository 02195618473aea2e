#include "server/journal/refusals.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/plain_words.h"
#include "engine/text/shortened.h"
#include "server/journal/journal.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostOfAName = 400;
constexpr std::size_t kMostOfAText = 2000;

// A client id and a topic may have 65,535 bytes each.
void Shorten(std::string& text, std::size_t most) {
  if (text.size() > most) text = engine::Shortened(text, most) + "...";
}

// What tells why repeats them.
void ShortenAll(json& told) {
  if (told.is_string()) return Shorten(told.get_ref<std::string&>(), kMostOfAText);
  if (!told.is_structured()) return;
  for (json& part : told) ShortenAll(part);
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
    std::string why = "no policy allows it; ";
    for (const json& nearly : refusal.value("nearly", json::array())) {
      why += nearly.get<std::string>() + "; ";
    }
    return why + "this statement would: " + refusal.at("missing").get<std::string>();
  }
  const json& denied = refusal["denied"];
  return "statement " + denied.at("statement").dump() + " of policy " +
         denied.at("policyName").get<std::string>() + ", version " +
         denied.at("policyVersionId").get<std::string>() + ", denies it";
}

}  // namespace

json WithText(json refusal) {
  for (const char* member : {"clientId", "resource"}) {
    if (refusal.contains(member))
      Shorten(refusal[member].get_ref<std::string&>(), kMostOfAName);
  }
  ShortenAll(refusal);
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

namespace {

using ToldEntry = std::pair<const Entry*, std::string>;

// Of one kind, as far as `text` says something of them.
template <typename Kind, typename Text>
void Collect(std::vector<ToldEntry>& told, const Journal& journal, std::size_t most,
             Text text) {
  const auto& entries = journal.All<Kind>();
  std::size_t found = 0;
  for (auto entry = entries.rbegin(); entry != entries.rend() && found < most; ++entry) {
    std::string said = text(std::get<Kind>(entry->what));
    if (said.empty()) continue;
    told.emplace_back(&*entry, std::move(said));
    ++found;
  }
}

}  // namespace

json RefusalsOf(const Journal& journal, const std::string& thing, std::size_t most) {
  std::vector<ToldEntry> told;
  Collect<RejectionEntry>(told, journal, most, [&](const RejectionEntry& entry) {
    if (entry.thing != thing) return std::string();
    return entry.topic + " was rejected, " + entry.code + ": " + entry.message;
  });
  Collect<CallEntry>(told, journal, most, [&](const CallEntry& entry) {
    const bool of_device = entry.operation->plane == api_spec::Plane::kData && !entry.over_mqtt;
    if (!of_device || entry.thing != thing || !entry.refusal) return std::string();
    return entry.operation->name + " over HTTP was refused, " +
           std::string(engine::Name(*entry.refusal)) + ": " + entry.message;
  });
  Collect<RefusalEntry>(told, journal, most, [&](const RefusalEntry& entry) {
    const std::string topics = "/things/" + thing + "/";
    const bool of_thing = entry.shown.value("clientId", "") == thing ||
                          entry.shown.value("resource", "").find(topics) != std::string::npos;
    return of_thing ? entry.shown.at("text").get<std::string>() : std::string();
  });
  std::ranges::sort(told, std::greater(),
                    [](const ToldEntry& one) { return one.first->number; });
  if (told.size() > most) told.resize(most);
  json list = json::array();
  for (const auto& [entry, text] : told) {
    list.push_back({{"at", engine::PlainInstant(entry->at)}, {"text", text}});
  }
  return list;
}

}  // namespace server
