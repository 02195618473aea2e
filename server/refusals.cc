#include "server/refusals.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "server/plain_words.h"

namespace server {

namespace {

using nlohmann::json;

constexpr std::size_t kMostRefusals = 1000;

// Over HTTPS a device is known by its certificate alone.
std::string Who(const json& refusal) {
  if (refusal.contains("clientId")) return "client " + refusal["clientId"].get<std::string>();
  return "certificate " + refusal.at("principal").get<std::string>();
}

std::string Why(const json& refusal) {
  if (refusal.contains("why")) {
    const auto why = refusal["why"].get<std::string>();
    if (!refusal.contains("rule")) return why;
    return why + " (--lift " + refusal["rule"].get<std::string>() + " allows it)";
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
