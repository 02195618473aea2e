#include "server/program/own_answers.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "server/http/rest_json.h"

namespace server {
namespace {

using nlohmann::json;

http::Response As(const char* media_type, std::string text, int status = 200) {
  http::Response response = http::Answer(status, "");
  response.headers.emplace_back("content-type", media_type);
  response.body = std::move(text);
  return response;
}

http::Response Shown(tools::Answer answer, bool as_text) {
  if (answer.go_on) {
    http::Response response;
    response.go_on = [go_on = std::move(answer.go_on), as_text] {
      return Shown(go_on(), as_text);
    };
    return response;
  }
  if (answer.later) {
    http::Response response;
    response.later = [later = std::move(answer.later), as_text](const auto& take) {
      later([take, as_text](tools::Answer late) { take(Shown(std::move(late), as_text)); });
    };
    response.give_up = std::move(answer.give_up);
    return response;
  }
  if (answer.follow) {
    auto events = answer.follow(as_text);
    http::Response response = As(events->media_type, "");
    response.headers.emplace_back("cache-control", "no-store");
    response.events = std::move(events);
    return response;
  }
  if (answer.media_type != nullptr) return As(answer.media_type, std::move(answer.file));
  // What did not come true is told by its message, which commands look for.
  const bool is_told = answer.status == 200 || !answer.value.contains("message");
  if (as_text && answer.as_text != nullptr && is_told) {
    return As("text/plain; charset=utf-8", answer.as_text(answer.value), answer.status);
  }
  return http::Answer(answer.status, answer.value.dump());
}

}  // namespace

http::OwnApi::Answers OwnAnswers(tools::Tools& tools) {
  return [&tools](const api_spec::Operation& operation, json input, std::string_view accept) {
    const auto format = input.find("format");
    const bool as_text =
        format == input.end() ? accept.starts_with("text/plain") : *format == "text";
    return Shown(tools::Run(tools, operation, std::move(input)), as_text);
  };
}

}  // namespace server
