#include "server/neighbours/query_protocol.h"

#include <fmt/format.h>

#include "engine/error.h"
#include "server/http/rest_json.h"

namespace http {
namespace {

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        // XML 1.0 has no place for most control characters.
        escaped += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return escaped;
}

Response XmlAnswer(int status, std::string body, std::string request_id) {
  Response response = Answer(status, "", std::move(request_id));
  response.headers.emplace_back("content-type", "text/xml");
  response.body = std::move(body);
  return response;
}

}  // namespace

QueryCall ReadQueryCall(const Request& request, const Target& target) {
  const auto from = [](const Target& form) {
    return QueryCall{form.Query("Action").value_or(""), form.Query("Version").value_or("")};
  };
  if (target.Query("Action")) return from(target);
  if (!request.Header("content-type").starts_with("application/x-www-form-urlencoded")) {
    return {};
  }
  try {
    return from(ParseTarget("/?" + request.body));
  } catch (const engine::Error&) {
    return {};
  }
}

Response QueryAnswer(std::string_view name_space, const std::string& action,
                     const QueryResult& result) {
  std::string elements;
  for (const auto& [name, text] : result) {
    elements += fmt::format("<{0}>{1}</{0}>", name, Escaped(text));
  }
  std::string id = NewRequestId();
  std::string body = fmt::format(
      "<{0}Response xmlns=\"{1}\"><{0}Result>{2}</{0}Result><ResponseMetadata><RequestId>{3}"
      "</RequestId></ResponseMetadata></{0}Response>\n",
      action, name_space, elements, id);
  return XmlAnswer(200, std::move(body), std::move(id));
}

Response QueryRefusal(std::string_view name_space, int status, std::string_view code,
                      std::string_view message) {
  std::string id = NewRequestId();
  std::string body = fmt::format(
      "<ErrorResponse xmlns=\"{}\"><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message>"
      "</Error><RequestId>{}</RequestId></ErrorResponse>\n",
      name_space, status < 500 ? "Sender" : "Receiver", code, Escaped(message), id);
  return XmlAnswer(status, std::move(body), std::move(id));
}

Response Ec2Refusal(int status, std::string_view code, std::string_view message) {
  std::string id = NewRequestId();
  std::string body = fmt::format(
      "<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>"
      "<RequestID>{}</RequestID></Response>\n",
      code, Escaped(message), id);
  return XmlAnswer(status, std::move(body), std::move(id));
}

}  // namespace http
