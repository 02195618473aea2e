#include "server/http/request_entry.h"

#include <nlohmann/json.hpp>

#include "engine/text/shortened.h"
#include "server/journal/journal.h"

namespace http {

namespace {

constexpr std::size_t kLongestTarget = 1024;

// What stands between the tags; the answers of the object store have no attributes.
std::string InXml(const std::string& body, const std::string& tag) {
  const std::size_t begin = body.find("<" + tag + ">");
  if (begin == body.npos) return {};
  const std::size_t from = begin + tag.size() + 2;
  const std::size_t end = body.find("</" + tag + ">", from);
  return server::Journal::Shortened(body.substr(from, end - from));
}

std::string MessageInJson(const std::string& body) {
  const auto answer = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!answer.is_object()) return {};
  const auto message = answer.find("message");
  if (message == answer.end() || !message->is_string()) return {};
  return server::Journal::Shortened(message->get_ref<const std::string&>());
}

}  // namespace

server::RequestEntry RequestEntryOf(const Request& request, const Response& response,
                                    bool of_object_store) {
  server::RequestEntry entry{.of_object_store = of_object_store,
                             .method = server::Journal::Shortened(request.method),
                             .target = engine::Shortened(request.target, kLongestTarget),
                             .status = response.status,
                             .id = std::string(response.Header("x-amzn-RequestId"))};
  if (response.status < 400) return entry;
  entry.error = std::string(response.Header("x-amzn-ErrorType"));
  entry.message = MessageInJson(response.body);
  if (!entry.error.empty()) return entry;
  entry.error = InXml(response.body, "Code");
  entry.message = InXml(response.body, "Message");
  return entry;
}

bool IsOnlyLooking(const Request& request) {
  return request.method == "GET" && request.Header("x-iot-jobs-local-trace") == "none";
}

}  // namespace http
