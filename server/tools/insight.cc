#include "server/tools/insight.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/error.h"
#include "server/http/rest_json.h"
#include "server/journal/refusals.h"
#include "server/tools/explain.h"
#include "server/tools/timers.h"

namespace http {
namespace {

using nlohmann::json;

constexpr int kTimersShown = 100;
constexpr int kMostTimersShown = 1000;

int MaxResults(const Target& target) {
  const auto text = target.Query("maxResults");
  if (!text) return kTimersShown;
  int most = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), most);
  if (failure != std::errc{} || end != text->data() + text->size() || most < 1 ||
      most > kMostTimersShown) {
    throw engine::Error(engine::ErrorCode::kInvalidRequest,
                        "maxResults is a number from 1 to 1000.");
  }
  return most;
}

bool WantsText(const Request& request, const Target& target) {
  if (const auto format = target.Query("format")) return *format == "text";
  return request.Header("accept").starts_with("text/plain");
}

std::string TimersAsText(const json& answer) {
  std::string text;
  for (const json& timer : answer["timers"]) {
    text += timer["at"].get<std::string>() + "  in " + timer["in"].get<std::string>() + ": " +
            timer["why"].get<std::string>() + ".\n";
  }
  if (text.empty()) return "Nothing is due.\n";
  if (answer["more"] == true) text += "And more; ask with ?maxResults=1000.\n";
  return text;
}

std::string ExplanationAsText(const json& answer) {
  std::string text;
  for (const json& sentence : answer["explanation"]) text += sentence.get<std::string>() + "\n";
  return text;
}

std::string RefusalsAsText(const json& answer) {
  std::string text;
  for (const json& refusal : answer["refusals"]) {
    text += refusal["at"].get<std::string>() + "  " + refusal["text"].get<std::string>() + "\n";
  }
  return text.empty() ? "Nothing was refused.\n" : text;
}

Response Shown(bool as_text, const json& answer, std::string (*text)(const json&)) {
  if (!as_text) return Answer(200, answer.dump());
  Response response = Answer(200, "");
  response.headers.emplace_back("content-type", "text/plain; charset=utf-8");
  response.body = text(answer);
  return response;
}

}  // namespace

std::optional<Response> Insight(server::Service& service, const server::Journal& journal,
                                const Request& request, const Target& target) {
  const auto& path = target.path;
  if (request.method != "GET" || path.size() < 2) return std::nullopt;
  const bool as_text = WantsText(request, target);
  if (path[1] == "refusals" && path.size() == 2) {
    return Shown(as_text, server::Refusals(journal), RefusalsAsText);
  }
  if (path[1] == "timers" && path.size() == 2) {
    const int most = MaxResults(target);
    return Shown(as_text, server::Timers(service, most), TimersAsText);
  }
  if (path[1] != "explain" || path.size() != 4) return std::nullopt;
  if (path[2] != "things" && path[2] != "jobs") return std::nullopt;
  const auto explain = path[2] == "things" ? server::ExplainThing : server::ExplainJob;
  return Shown(as_text, service.Ask([&](server::Context& c) {
    return explain(c, journal.last_heard(), path[3]);
  }),
               ExplanationAsText);
}

}  // namespace http
