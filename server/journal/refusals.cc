#include "server/journal/refusals.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "server/journal/plain_words.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostRefusals = 1000;
constexpr std::size_t kMostOfAName = 400;

// A client id and a topic may have 65,535 bytes each.
void Shorten(std::string& text) {
  if (text.size() <= kMostOfAName) return;
  std::size_t end = kMostOfAName;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  text.resize(end);
  text += "...";
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

void Refusals::Add(json refusal, engine::Instant at) {
  for (const char* member : {"clientId", "resource"}) {
    if (refusal.contains(member)) Shorten(refusal[member].get_ref<std::string&>());
  }
  std::string text = Who(refusal) + " is refused " + refusal.at("action").get<std::string>();
  if (refusal.contains("resource")) text += " on " + refusal["resource"].get<std::string>();
  text += ": " + Why(refusal);
  spdlog::warn("{}", text);
  refusal["at"] = PlainInstant(at);
  refusal["text"] = std::move(text);
  refusals_.push_front(std::move(refusal));
  if (refusals_.size() > kMostRefusals) refusals_.pop_back();
}

json Refusals::List() const {
  json list = json::array();
  for (const json& refusal : refusals_) list.push_back(refusal);
  return {{"refusals", std::move(list)}};
}

}  // namespace server
