#include "server/console/console.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace console {
namespace {

using http::Request;
using http::Response;

// What the page needs and no more: no script of another's, none in the page, in no frame.
constexpr std::string_view kPolicy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'";

constexpr std::string_view kLeftOut =
    "This iot-jobs-local was built without its console.\n\n"
    "Building it takes Node (18 or later): scripts/setup installs that, and the next build "
    "has the console.\n";

bool Contains(std::string_view text, std::string_view wanted) {
  return text.find(wanted) != std::string_view::npos;
}

// Whether "gzip, deflate, br;q=0.5" has the coding, and does not refuse it.
bool Accepts(std::string_view header, std::string_view coding) {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    std::string one(header.substr(0, comma));
    std::erase_if(one, [](unsigned char c) { return std::isspace(c) != 0; });
    const std::size_t semicolon = one.find(';');
    if (one.substr(0, semicolon) == coding) {
      return semicolon == std::string::npos || !std::string_view(one).ends_with(";q=0");
    }
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
  }
  return false;
}

Response Plain(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.headers.emplace_back("content-type", "text/plain; charset=utf-8");
  response.body = text;
  return response;
}

Response SeeConsole() {
  Response response = Plain(302, "The console is at /console/.\n");
  response.headers.emplace_back("location", "/console/");
  return response;
}

std::string PathBelow(const http::Target& target) {
  std::string path;
  for (std::size_t i = 1; i < target.path.size(); ++i) {
    if (i > 1) path += '/';
    path += target.path[i];
  }
  return path;
}

const Asset* Find(std::span<const Asset> assets, std::string_view path) {
  const auto found =
      std::ranges::find_if(assets, [&](const Asset& asset) { return asset.path == path; });
  return found == assets.end() ? nullptr : &*found;
}

Response Sent(const Asset& asset, const Request& request) {
  Response response;
  const bool is_named_by_content = asset.path.starts_with("assets/");
  response.headers = {
      {"content-type", std::string(asset.media_type)},
      {"etag", std::string(asset.etag)},
      {"cache-control",
       is_named_by_content ? "public, max-age=31536000, immutable" : "no-cache"},
      {"vary", "Accept-Encoding"},
      {"content-security-policy", std::string(kPolicy)},
      {"x-content-type-options", "nosniff"},
      {"referrer-policy", "no-referrer"}};
  if (Contains(request.Header("if-none-match"), asset.etag)) {
    response.status = 304;
    return response;
  }
  const std::string_view accepted = request.Header("accept-encoding");
  if (Accepts(accepted, "br")) {
    response.headers.emplace_back("content-encoding", "br");
    response.body = asset.brotli;
  } else if (Accepts(accepted, "gzip")) {
    response.headers.emplace_back("content-encoding", "gzip");
    response.body = asset.gzip;
  } else {
    return Plain(406, "The console is for who accepts gzip or br (Accept-Encoding).\n");
  }
  return response;
}

}  // namespace

std::optional<Response> Answer(std::span<const Asset> assets, const Request& request,
                               const http::Target& target) {
  if (request.method != "GET") return std::nullopt;
  if (target.path.size() == 1 && target.path.front().empty()) {
    if (!Contains(request.Header("accept"), "text/html")) return std::nullopt;
    return SeeConsole();
  }
  if (target.path.front() != "console") return std::nullopt;
  if (target.path.size() == 1) return SeeConsole();
  if (assets.empty()) return Plain(404, kLeftOut);
  const std::string path = PathBelow(target);
  if (const Asset* asset = Find(assets, path)) return Sent(*asset, request);
  if (path.starts_with("assets/")) return Plain(404, "The console has no such file.\n");
  return Sent(*Find(assets, "index.html"), request);
}

}  // namespace console
