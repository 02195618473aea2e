// Any request target, signature and body: split, routed, read. First line: method, target and
// Authorization header; the rest is the body.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/error.h"
#include "server/http/plane.h"
#include "server/http/rest_json.h"
#include "server/http/router.h"

namespace {

std::string_view TakeUntil(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return taken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const http::Router router(api_spec::Spec::BuiltIn().operations());
  std::string_view body(reinterpret_cast<const char*>(data), size);
  std::string_view line = TakeUntil(body, '\n');
  http::Request request;
  request.method = TakeUntil(line, ' ');
  request.target = TakeUntil(line, ' ');
  request.headers.emplace_back("x-amzn-principal", line);
  request.body = body;
  try {
    const http::Target target = http::ParseTarget(request.target);
    const http::CredentialScope scope = http::ParseScope(line, target);
    const std::string host = http::HostName(line.substr(0, line.find(' ')));
    http::ChoosePlane(scope.service, host, target.path.back(), target);
    for (const http::Match& match : router.Find(request.method, target.path)) {
      http::ReadInput(match, target, request).dump();
    }
  } catch (const engine::Error&) {
  }
  return 0;
}
