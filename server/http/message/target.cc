#include "server/http/message/target.h"

#include "engine/error.h"
#include "engine/text/percent_encoding.h"
#include "engine/text/split.h"

namespace http {
namespace {

[[noreturn]] void Refuse(const std::string& what) {
  throw engine::Error(engine::ErrorCode::kInvalidRequest, "The request URI " + what + ".");
}

std::string Decode(std::string_view text) {
  auto decoded = engine::UriDecode(text);
  if (!decoded) Refuse("has a % that two hexadecimal digits do not follow");
  if (!IsUtf8(*decoded)) Refuse("is not UTF-8");
  return *std::move(decoded);
}

// "http://host:port/path" is "/path": proxies send targets in this form.
std::string_view WithoutOrigin(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

}  // namespace

std::optional<std::string> Target::Query(std::string_view name) const {
  for (auto member = query.rbegin(); member != query.rend(); ++member) {
    if (member->first == name) return member->second;
  }
  return std::nullopt;
}

Target ParseTarget(std::string_view text) {
  Target target;
  text = WithoutOrigin(text);
  const std::size_t mark = text.find('?');
  std::string_view path = text.substr(0, mark);
  if (path.starts_with('/')) path.remove_prefix(1);
  for (const std::string& segment : engine::Split(path, '/')) {
    target.path.push_back(Decode(segment));
  }
  if (mark == std::string_view::npos) return target;
  for (const std::string& member : engine::Split(text.substr(mark + 1), '&')) {
    if (member.empty()) continue;
    const std::size_t equals = member.find('=');
    target.query.emplace_back(
        Decode(member.substr(0, equals)),
        equals == std::string::npos ? std::string() : Decode(member.substr(equals + 1)));
  }
  return target;
}

}  // namespace http
